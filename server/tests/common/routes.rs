//! The routes of a router, read from its source: axum does not tell what it was given.

use std::path::Path;

/// A route: method and path.
pub(crate) type Route = (String, String);

/// What answers a method, as axum's functions and methods of that name do.
const METHODS: [&str; 10] =
    ["get", "post", "put", "patch", "delete", "head", "options", "trace", "connect", "any"];

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Name(String),
    Text(String),
    Mark(char),
}

use Token::{Mark, Name, Text};

/// Names, texts and marks of a source, without comments. A text is as it is written.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let until = |end: &str, from: usize| {
            let end: Vec<char> = end.chars().collect();
            let after = (from..rest.len()).find(|at| rest[*at..].starts_with(&end));
            after.map_or(rest.len(), |after| after + end.len())
        };
        at += match rest {
            ['/', '/', ..] => until("\n", 2),
            ['/', '*', ..] => until("*/", 2),
            ['r', '"', ..] => {
                let length = until("\"", 2);
                found.push(Text(rest[2..length - 1].iter().collect()));
                length
            }
            ['r', '#', '"', ..] => {
                let length = until("\"#", 3);
                found.push(Text(rest[3..length - 2].iter().collect()));
                length
            }
            ['"', ..] => {
                let mut length = 1;
                while rest[length] != '"' {
                    length += if rest[length] == '\\' { 2 } else { 1 };
                }
                found.push(Text(rest[1..length].iter().collect()));
                length + 1
            }
            ['\'', '\\', _, '\'', ..] => 4,
            ['\'', _, '\'', ..] => 3,
            [first, ..] if first.is_alphanumeric() || *first == '_' => {
                let inside = |c: &&char| c.is_alphanumeric() || **c == '_';
                let name: String = rest.iter().take_while(inside).collect();
                let length = name.chars().count();
                found.push(Name(name));
                length
            }
            [first, ..] => {
                if !first.is_whitespace() {
                    found.push(Mark(*first));
                }
                1
            }
            [] => unreachable!("it is not empty"),
        };
    }
    found
}

/// The tokens up to the bracket that closes the one they begin after.
fn inside(tokens: &[Token]) -> &[Token] {
    let mut depth = 1;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Mark('(' | '[' | '{') => depth += 1,
            Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &tokens[..at];
        }
    }
    panic!("a bracket is not closed")
}

/// The routes that a source declares, outside of its tests. `constants` are the paths that it
/// calls by a name.
///
/// # Panics
/// At what cannot be told from the source: a path of another name, or routes that come whole
/// from elsewhere.
pub(crate) fn of(source: &str, constants: &[(&str, &str)]) -> Vec<Route> {
    let tokens = tokens(source);
    let tests = tokens_of_tests();
    let (mut found, mut rest) = (Vec::new(), &tokens[..]);
    while !rest.is_empty() {
        if rest.starts_with(&tests)
            && let [Name(_), Mark('{'), body @ ..] = &rest[tests.len()..]
        {
            rest = &body[inside(body).len()..];
            continue;
        }
        if let [Mark('.'), Name(call), Mark('('), arguments @ ..] = rest {
            assert!(
                !["route_service", "nest", "nest_service"].contains(&&**call),
                "what .{call} adds cannot be told from the source"
            );
            if call == "route" {
                found.extend(declared(inside(arguments), constants));
            }
        }
        rest = &rest[1..];
    }
    found
}

fn tokens_of_tests() -> Vec<Token> {
    tokens("#[cfg(test)] mod")
}

/// The routes of one call's arguments: a path, and what answers it.
fn declared(arguments: &[Token], constants: &[(&str, &str)]) -> Vec<Route> {
    let comma = arguments.iter().position(|token| *token == Mark(','));
    let (path, answers) = arguments.split_at(comma.expect("a route has two arguments"));
    let path = match path {
        [Text(path)] => path.clone(),
        [.., Name(constant)] => {
            let known = constants.iter().find(|(name, _)| name == constant);
            known.unwrap_or_else(|| panic!("what is the path {constant}?")).1.to_owned()
        }
        other => panic!("what path is {other:?}?"),
    };
    // Handlers may be called get, too, as long as nothing is called right there.
    let called = answers.windows(2).filter(|two| two[1] == Mark('('));
    let names: Vec<&str> = called
        .filter_map(|two| match &two[0] {
            Name(name) => Some(name.strip_suffix("_service").unwrap_or(name)),
            _ => None,
        })
        .collect();
    assert!(!names.contains(&"on"), "{path}: say the method by its name");
    let methods = METHODS.into_iter().filter(|method| names.contains(method));
    let methods: Vec<String> = methods.map(str::to_uppercase).collect();
    assert!(!methods.is_empty(), "what answers {path}?");
    methods.into_iter().map(|method| (method, path.clone())).collect()
}

/// The routes that the sources in a folder and below it declare.
pub(crate) fn of_folder(folder: impl AsRef<Path>, constants: &[(&str, &str)]) -> Vec<Route> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(of_folder(&path, constants));
        } else if path.extension().is_some_and(|end| end == "rs")
            && path.file_name().is_some_and(|name| name != "tests.rs")
        {
            found.extend(of(&std::fs::read_to_string(&path).unwrap(), constants));
        }
    }
    found
}

/// The routes that none of the calls reaches. A call reaches the route that is written as it
/// is, and when there is none the one whose places it fills.
pub(crate) fn unknown(routes: &[Route], calls: &[(&str, &str)]) -> Vec<String> {
    let is_route = |call: &str| routes.iter().any(|(_, path)| path == call);
    let reaches = |(method, path): &Route| {
        calls.iter().any(|(by, call)| {
            by == method && (call == path || !is_route(call) && fills(call, path))
        })
    };
    let unknown = routes.iter().filter(|route| !reaches(route));
    unknown.map(|(method, path)| format!("{method} {path}")).collect()
}

fn fills(call: &str, path: &str) -> bool {
    call.split('/').count() == path.split('/').count()
        && call.split('/').zip(path.split('/')).all(|(a, b)| a == b || b.starts_with('{'))
}

fn routes(source: &str) -> Vec<String> {
    let found = of(source, &[("UPLOAD", "/up")]);
    found.into_iter().map(|(method, path)| format!("{method} {path}")).collect()
}

#[test]
fn routes_are_read_however_they_are_written() {
    let cases: &[(&str, &[&str])] = &[
        (r#"Router::new().route("/a", get(a::b)).route("/c", post(d))"#, &["GET /a", "POST /c"]),
        ("x.route(\n    \"/a\",\n    get(a),\n)", &["GET /a"]),
        (r#"x.route("/a", get(a).post(b).delete(c))"#, &["GET /a", "POST /a", "DELETE /a"]),
        (r#"x.route("/a", axum::routing::any(a))"#, &["ANY /a"]),
        (r#"x.route("/a", put_service(a))"#, &["PUT /a"]),
        (r#"x.route(UPLOAD, post(a).layer(B::c()))"#, &["POST /up"]),
        (r#"x.route(app::api::UPLOAD, post(a))"#, &["POST /up"]),
        (r##"x.route(r"/a", get(a)).route(r#"/b"#, get(b))"##, &["GET /a", "GET /b"]),
        (r#"x.route("/a/{id}", get(async || "(").put(b))"#, &["GET /a/{id}", "PUT /a/{id}"]),
        // Neither what is not code nor what is called otherwise.
        (r#"// x.route("/a", get(a))"#, &[]),
        (r#"/* x.route("/a", get(a)) */ y"#, &[]),
        (r#"let a = ".route(\"/a\", get(a))"; let b = '"';"#, &[]),
        (r#"x.route_layer(a).routes("/a", get(a))"#, &[]),
        (r#"#[cfg(test)] mod tests { x.route("/a", get(a)) } y.route("/b", get(b))"#, &["GET /b"]),
        // A handler's name is no method.
        (r#"x.route("/a", post(files::get))"#, &["POST /a"]),
    ];
    for (source, expected) in cases {
        assert_eq!(routes(source), *expected, "{source}");
    }
}

#[test]
fn what_cannot_be_read_is_not_passed_over() {
    for source in [
        r#"x.route(OTHER, get(a))"#,
        r#"x.route(&format!("/a"), get(a))"#,
        r#"x.route("/a", handler)"#,
        r#"x.route("/a", on(MethodFilter::GET, a))"#,
        r#"x.route_service("/a", a)"#,
        r#"x.nest("/a", a)"#,
        r#"x.nest_service("/a", a)"#,
    ] {
        assert!(std::panic::catch_unwind(|| routes(source)).is_err(), "{source}");
    }
}

#[test]
fn a_new_route_or_a_new_method_is_unknown() {
    let routes =
        of(r#"x.route("/a", get(a).post(b)).route("/v/me", get(c)).route("/v/{id}", get(d))"#, &[]);
    let all = [("GET", "/a"), ("POST", "/a"), ("GET", "/v/me"), ("GET", "/v/x")];
    assert_eq!(unknown(&routes, &all), Vec::<String>::new());
    assert_eq!(unknown(&routes, &all[1..]), ["GET /a"]);
    assert_eq!(unknown(&routes, &[all[0], all[2], all[3]]), ["POST /a"]);
    // A path of its own says nothing of the one with a place.
    assert_eq!(unknown(&routes, &all[..3]), ["GET /v/{id}"]);
    assert_eq!(unknown(&routes, &[all[0], all[1], all[3]]), ["GET /v/me"]);
}
