//! `seatkeeper churn` as somebody who tests the load runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod common;

use common::{DataDir, data_dir};
use serde_json::Value;
use std::process::{Command, Output};

fn run(data: &DataDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seatkeeper"));
    command.env_remove("DATABASE_URL").arg("--data-dir").arg(&data.path).args(arguments);
    command.output().unwrap()
}

#[test]
fn it_changes_a_demo_and_says_what() {
    let data = data_dir();
    let refused = run(&data, &["churn", "--seconds", "1"]);
    assert!(!refused.status.success());
    let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(complaint.contains("holds a demo and nothing else"), "{complaint}");

    assert!(run(&data, &["demo", "--licenses", "200"]).status.success());
    let done = run(&data, &["churn", "--rate", "73", "--seconds", "2", "--seed", "1"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (last, batches) = lines.split_last().unwrap();
    let ids = batches.iter().map(|batch| batch["ids"].as_array().unwrap().len()).sum::<usize>();
    assert_eq!(last["changes"], ids);
    assert!(ids > 0 && ids <= 146, "{ids} changes in two seconds");
    assert!(last["seconds"].as_f64().unwrap() >= 2.0);
    assert!(batches.is_sorted_by_key(|batch| batch["at"].as_i64().unwrap()));
    let noted = batches.iter().flat_map(|batch| {
        let ids = batch["ids"].as_array().unwrap();
        batch["notes"].as_object().unwrap().keys().map(move |id| ids.contains(&id.as_str().into()))
    });
    assert!(noted.clone().count() > 0 && noted.clone().all(|known| known));
}
