//! `oracle --repos FOLDER QUERIES.jsonl...`: answers recorded questions, one line of JSON each, and says on standard error how long each took.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use butler_tests::oracle::{Repositories, answer};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some("--repos"), Some(folder)) = (arguments.next().as_deref(), arguments.next()) else {
        return Err("usage: oracle --repos FOLDER QUERIES.jsonl...".into());
    };
    let butler = std::env::current_exe()?.with_file_name("butler-under-test");
    let mut repositories = Repositories::of(Path::new(&folder), &butler);
    for file in arguments {
        for line in std::fs::read_to_string(&file)?.lines() {
            let question: Value = serde_json::from_str(line)?;
            let started = Instant::now();
            let answered = answer(&question, &mut repositories).await;
            let took = started.elapsed();
            let line = match answered {
                Ok(rows) => json!({"id": question["id"], "rows": rows}),
                Err(error) => json!({"id": question["id"], "error": error.to_string()}),
            };
            println!("{line}");
            eprintln!("{:.3} ms {}", took.as_secs_f64() * 1e3, question["id"].as_str().unwrap_or_default());
        }
    }
    Ok(())
}
