//! Function calls: names, and how many arguments of which sort they take.

use uuid::Uuid;

use super::{Parsed, Parser};
use crate::error::near_matches;
use crate::expression::ast::{Function, Node, NodeKind};
use crate::expression::refusal::{Refusal, Span};

impl Parser<'_> {
    /// What follows `name(`.
    pub(super) fn call(&mut self, name: &str, named: Span, opened: Span) -> Parsed {
        let mut arguments = Vec::new();
        let mut end = self.span();
        if !self.takes(")") {
            arguments.push(self.expression()?);
            while self.takes(",") {
                arguments.push(self.expression()?);
            }
            end = self.expect(")", opened)?;
        }
        let span = named.to(end);
        if name.eq_ignore_ascii_case("UUID") {
            return uuid(&arguments, span);
        }
        let Some(function) = Function::ALL.into_iter().find(|f| name.eq_ignore_ascii_case(f.name())) else {
            return Err(unknown(name, named));
        };
        check_count(function, &arguments, span)?;
        for (position, argument) in arguments.iter().enumerate() {
            check_sort(function, position, argument)?;
        }
        Ok(Node::new(NodeKind::Call(function, arguments), span))
    }
}

fn unknown(name: &str, span: Span) -> Refusal {
    let known = || Function::ALL.iter().map(|f| f.name()).chain(["UUID"]);
    let names: Vec<String> = known().map(|name| format!("`{name}`")).collect();
    let refusal = Refusal::new(span, format!("there is no function `{name}`")).hint(format!("there are {}", names.join(", ")));
    refusal.near(&near_matches(name, known()))
}

fn uuid(arguments: &[Node], span: Span) -> Parsed {
    let [argument] = arguments else {
        return Err(Refusal::new(span, "`UUID` takes one text").hint("write `UUID('018f...')`"));
    };
    let NodeKind::Text(text) = &argument.bare().kind else {
        return Err(Refusal::new(argument.span, "`UUID` takes a text").hint("a UUID that is a bind is used without `UUID()`"));
    };
    let uuid = Uuid::parse_str(text.trim()).map_err(|_| {
        Refusal::new(argument.span, format!("`{text}` is not a UUID")).hint("a UUID has 32 hexadecimal digits, with or without dashes")
    })?;
    Ok(Node::new(NodeKind::Uuid(uuid), span))
}

fn check_count(function: Function, arguments: &[Node], span: Span) -> Result<(), Refusal> {
    let count = arguments.len();
    let fits = match function {
        Function::Region => count == 1,
        Function::Point | Function::Glob => count == 2,
        Function::Circle => count == 3,
        Function::Box => count == 4,
        Function::Polygon => count >= 6 && count.is_multiple_of(2),
    };
    if fits {
        return Ok(());
    }
    let reason = match function {
        Function::Polygon if count % 2 == 1 => "`POLYGON` takes an even number of arguments".to_owned(),
        Function::Polygon => format!("`POLYGON` takes at least three corners, not {}", count / 2),
        _ => format!("`{}` was given {count} argument{}", function.name(), if count == 1 { "" } else { "s" }),
    };
    Err(Refusal::new(span, reason).hint(format!("it is called {}", function.usage())))
}

fn check_sort(function: Function, position: usize, argument: &Node) -> Result<(), Refusal> {
    let bare = &argument.bare().kind;
    let name = function.name();
    let refuse = |reason: String, hint: String| Err(Refusal::new(argument.span, reason).hint(hint));
    match (function, position) {
        (Function::Glob, 0) if !matches!(bare, NodeKind::Name(_)) => {
            refuse(format!("the first argument of `{name}` is the name of a field"), format!("it is called {}", function.usage()))
        }
        (Function::Glob, 1) if !matches!(bare, NodeKind::Text(_) | NodeKind::Bind(_)) => {
            refuse(format!("the second argument of `{name}` is a text or a bind"), format!("it is called {}", function.usage()))
        }
        (Function::Region, _) if !matches!(argument.kind, NodeKind::Text(_) | NodeKind::Bind(_) | NodeKind::Name(_)) => {
            refuse(format!("the argument of `{name}` is a text or a bind"), format!("it is called {}", function.usage()))
        }
        _ => Ok(()),
    }
}
