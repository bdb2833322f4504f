//! An S3 server that ignores the condition of a conditional put, as some do: everybody who creates a name is told to have made it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

type Objects = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// The running server; its threads end with the process.
#[derive(Debug)]
pub struct CarelessServer {
    endpoint: String,
}

impl CarelessServer {
    /// Listens on a free port of the loopback.
    pub fn start() -> CarelessServer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("its address"));
        std::thread::spawn(move || {
            let objects = Objects::default();
            for stream in listener.incoming().flatten() {
                let objects = Arc::clone(&objects);
                std::thread::spawn(move || while answer(&stream, &objects).is_some() {});
            }
        });
        CarelessServer { endpoint }
    }

    /// Its URL.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

/// Answers one request; `None` at the end of the connection.
fn answer(stream: &TcpStream, objects: &Objects) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        match header.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let mut objects = objects.lock().ok()?;
    let (status, body) = match method.as_str() {
        "PUT" => {
            objects.insert(path, body);
            ("200 OK", Vec::new())
        }
        "DELETE" => {
            objects.remove(&path);
            ("204 No Content", Vec::new())
        }
        _ => objects.get(&path).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body.clone())),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nETag: \"x\"\r\nLast-Modified: Sun, 01 Nov 2026 00:00:00 GMT\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut writer = stream;
    writer.write_all(&[head.as_bytes(), &body].concat()).ok()
}
