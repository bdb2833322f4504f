//! What can go wrong with a request.

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

use super::random::Random;

/// An answer that tells of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Internal500,
    Unavailable503,
    SlowDown429,
    Forbidden403,
    Timeout,
    Reset,
}

/// A fault of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not applied, and the answer says that it failed.
    Before(Answer),
    /// Applied, and the answer says that it failed.
    After(Answer),
    /// No answer in time; applied when other requests have been.
    Later,
    /// A conditional put answered with 409 and nothing written.
    Conflict,
    /// Nothing written, as the store is full.
    NoSpace,
    /// The process ends before the request is applied.
    CrashBefore,
    /// The process ends when it is applied and before it gets the answer.
    CrashAfter,
    /// A new object is not found.
    Stale404,
    /// A new object is not listed.
    StaleList,
    /// The end of the body is missing.
    ShortRead,
    /// The body breaks off with an error.
    Truncated,
    /// One bit of the body is another.
    BitFlip,
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    Create,
    Put,
    Get,
    Head,
    List,
    Delete,
}

const ANSWERS: [Answer; 6] =
    [Answer::Internal500, Answer::Unavailable503, Answer::SlowDown429, Answer::Forbidden403, Answer::Timeout, Answer::Reset];

impl Answer {
    /// As the store's client would give it.
    pub fn error(self, path: &str) -> Error {
        let status =
            |status: &str| Error::Generic { store: "S3", source: format!("Server returned non-2xx status code: {status}: ").into() };
        let http = |kind| Error::Generic { store: "S3", source: Box::new(HttpError::new(kind, std::io::Error::other("simulated"))) };
        match self {
            Answer::Internal500 => status("500 Internal Server Error"),
            Answer::Unavailable503 => status("503 Service Unavailable"),
            Answer::SlowDown429 => status("429 Too Many Requests"),
            Answer::Forbidden403 => Error::PermissionDenied { path: path.to_owned(), source: "simulated".into() },
            Answer::Timeout => http(HttpErrorKind::Timeout),
            Answer::Reset => http(HttpErrorKind::Interrupted),
        }
    }
}

impl Fault {
    pub fn all() -> Vec<Fault> {
        use Fault::{BitFlip, Conflict, CrashAfter, CrashBefore, Later, NoSpace, ShortRead, Stale404, StaleList, Truncated};
        let others = [Later, Conflict, NoSpace, CrashBefore, CrashAfter, Stale404, StaleList, ShortRead, Truncated, BitFlip];
        let answers = ANSWERS.into_iter().flat_map(|answer| [Fault::Before(answer), Fault::After(answer)]);
        answers.chain(others).collect()
    }

    pub fn name(self) -> &'static str {
        match self {
            Fault::Before(Answer::Internal500) => "500 before applying",
            Fault::Before(Answer::Unavailable503) => "503 before applying",
            Fault::Before(Answer::SlowDown429) => "429 before applying",
            Fault::Before(Answer::Forbidden403) => "403 before applying",
            Fault::Before(Answer::Timeout) => "timeout before applying",
            Fault::Before(Answer::Reset) => "reset before applying",
            Fault::After(Answer::Internal500) => "500 after applying",
            Fault::After(Answer::Unavailable503) => "503 after applying",
            Fault::After(Answer::SlowDown429) => "429 after applying",
            Fault::After(Answer::Forbidden403) => "403 after applying",
            Fault::After(Answer::Timeout) => "timeout after applying",
            Fault::After(Answer::Reset) => "reset after applying",
            Fault::Later => "applied later",
            Fault::Conflict => "409 with nothing written",
            Fault::NoSpace => "no space",
            Fault::CrashBefore => "crash before applying",
            Fault::CrashAfter => "crash after applying",
            Fault::Stale404 => "stale 404",
            Fault::StaleList => "stale list",
            Fault::ShortRead => "short read",
            Fault::Truncated => "truncated body",
            Fault::BitFlip => "bit flip",
        }
    }

    /// Whether it can happen to such a request.
    pub fn fits(self, request: Request) -> bool {
        let writes = matches!(request, Request::Create | Request::Put | Request::Delete);
        match self {
            Fault::Before(_) | Fault::CrashBefore => true,
            // A read has nothing to apply.
            Fault::After(_) | Fault::CrashAfter => writes,
            Fault::Later => matches!(request, Request::Create | Request::Put),
            Fault::NoSpace => matches!(request, Request::Create | Request::Put),
            Fault::Conflict => request == Request::Create,
            Fault::Stale404 => matches!(request, Request::Get | Request::Head),
            Fault::StaleList => request == Request::List,
            Fault::ShortRead | Fault::Truncated | Fault::BitFlip => request == Request::Get,
        }
    }
}

/// Which faults a world has: some kinds, more or less often, and only so many.
#[derive(Debug, Clone)]
pub struct Plan {
    kinds: Vec<Fault>,
    once_in: u64,
    left: u64,
    /// Requests until the one fault of a world that has no others.
    at: Option<(u64, Fault)>,
}

impl Plan {
    pub fn none() -> Plan {
        Plan { kinds: Vec::new(), once_in: 1, left: 0, at: None }
    }

    /// Each seed has its own mixture: with all faults at once, rare paths behind one of them would hardly be reached.
    pub fn draw(random: &mut Random) -> Plan {
        let all = Fault::all();
        let kinds = match random.below(4) {
            0 => all,
            _ => (0..1 + random.below(6)).map(|_| *random.of(&all)).collect(),
        };
        Plan { kinds, once_in: *random.of(&[1, 2, 4, 8, 20]), left: *random.of(&[3, 10, 30, 100]), at: None }
    }

    /// One fault only, after `requests` others that it could have met.
    pub fn at(requests: u64, fault: Fault) -> Plan {
        Plan { at: Some((requests, fault)), ..Plan::none() }
    }

    /// Whether the one fault is still to come.
    pub fn is_waiting(&self) -> bool {
        self.at.is_some()
    }

    pub fn next(&mut self, request: Request, random: &mut Random) -> Option<Fault> {
        match self.at.take() {
            Some((requests, fault)) if !fault.fits(request) => self.at = Some((requests, fault)),
            Some((0, fault)) => return Some(fault),
            Some((requests, fault)) => self.at = Some((requests - 1, fault)),
            None => {}
        }
        if self.left == 0 || !random.once_in(self.once_in) {
            return None;
        }
        let fitting: Vec<Fault> = self.kinds.iter().copied().filter(|kind| kind.fits(request)).collect();
        if fitting.is_empty() {
            return None;
        }
        self.left -= 1;
        Some(*random.of(&fitting))
    }
}
