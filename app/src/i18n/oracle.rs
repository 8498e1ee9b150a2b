//! What we make of the message files is what Fluent makes of them.
#![allow(clippy::unwrap_used)]

use super::{Argument, KEYS, Messages, format::grouped};
use domain::people::Language;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::{collections::BTreeSet, fs, path::Path};

/// The message files of a language.
fn files(language: Language) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("messages").join(language.tag());
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
}

fn bundle(language: Language, files: &[String]) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![language.tag().parse().unwrap()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| number(Language::En, value),
        Language::De => |value, _| number(Language::De, value),
    }));
    for file in files {
        bundle.add_resource(FluentResource::try_new(file.clone()).unwrap()).unwrap();
    }
    bundle
}

#[expect(clippy::cast_possible_truncation, reason = "the samples are small whole numbers")]
fn number(language: Language, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(grouped(language, number.value as i64)),
        _ => None,
    }
}

/// The names of all variables in the files.
fn variables(files: &[String]) -> BTreeSet<&str> {
    files
        .iter()
        .flat_map(|file| file.split('$').skip(1))
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap())
        .collect()
}

fn samples() -> Vec<Argument<'static>> {
    let texts = ["", "1", "Anna & Söhne", "{count} {$count} [n|0:a|:b] \\n \\ \n { \"x\" } | ] }"];
    let numbers = [0, 1, 2, 11, 1_234, -1, -20];
    numbers.map(Argument::Number).into_iter().chain(texts.map(Argument::from)).collect()
}

fn fluent(argument: &Argument) -> FluentValue<'static> {
    match argument {
        Argument::Text(text) => text.to_string().into(),
        Argument::Number(number) => (*number).into(),
    }
}

#[test]
fn every_message_says_what_fluent_says() {
    let samples = samples();
    for language in Language::ALL {
        let files = files(language);
        let bundle = bundle(language, &files);
        let names = variables(&files);
        assert!(names.contains("count") && names.len() > 20, "{names:?}");
        // Each variable gets each sample, beside others that differ from it, and beside equal ones.
        for (round, step) in
            (0..samples.len()).flat_map(|round| [(round, 0), (round, 1), (round, 3)])
        {
            let sample = |at: usize| &samples[(round + at * step) % samples.len()];
            let ours: Vec<(&str, Argument)> =
                names.iter().enumerate().map(|(at, name)| (*name, sample(at).clone())).collect();
            let theirs: FluentArgs =
                ours.iter().map(|(name, value)| (*name, fluent(value))).collect();
            for key in KEYS {
                let pattern = bundle.get_message(key).unwrap().value().unwrap();
                let mut errors = Vec::new();
                let expected = bundle.format_pattern(pattern, Some(&theirs), &mut errors);
                assert!(errors.is_empty(), "{key}: {errors:?}");
                let found = Messages::of(language).find(key, &ours);
                assert_eq!(found.as_deref(), Some(&*expected), "{key} with {ours:?}");
            }
        }
    }
}
