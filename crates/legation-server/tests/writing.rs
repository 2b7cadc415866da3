//! Who may do what: tokens, sessions, forms of other sites, verdicts and their undoing.

mod served;

use legation_server::{Config, Rate, Server, shapes};
use serde_json::json;
use served::{Served, coder};

fn first_claim(served: &Served) -> String {
    let relations: shapes::Relations = served
        .get("/api/v1/relations/UKR/SYR?on=2022-07-20")
        .shaped();
    relations.relations[0].claims[0].clone()
}

fn states(served: &Served) -> usize {
    let relations: shapes::Relations = served
        .get("/api/v1/relations/UKR/SYR?on=2022-07-20")
        .shaped();
    relations.relations.len()
}

/// The session's word, out of a page.
fn word(page: &str) -> String {
    let (_, rest) = page
        .split_once("name=\"word\" value=\"")
        .unwrap_or_else(|| panic!("no word in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_verdict_by_a_program_is_kept_under_the_name_of_its_token_and_can_be_undone() {
    let served = Served::new();
    let (claim, token) = (first_claim(&served), served.token("A. Reader"));
    let address = format!("/api/v1/claims/{claim}/verdicts");
    let given = served.post(
        &address,
        &token,
        &json!({"verdict": "reject", "reason": "The note says otherwise"}),
    );
    assert_eq!(given.status, 201, "{}", given.body);
    assert_eq!(given.json()["by"], "A. Reader");
    assert_eq!(states(&served), 0);
    let undone = served.post(
        &address,
        &token,
        &json!({"verdict": "undo", "reason": "It does not"}),
    );
    assert_eq!(undone.status, 201, "{}", undone.body);
    assert_eq!(states(&served), 1);
    let again = served.post(
        &address,
        &token,
        &json!({"verdict": "undo", "reason": "Twice"}),
    );
    assert_eq!(again.status, 409, "{}", again.body);
    let told: shapes::Explanation = served.get(&format!("/api/v1/claims/{claim}")).shaped();
    let kinds: Vec<&str> = told
        .verdicts
        .iter()
        .map(|verdict| verdict.kind.as_str())
        .collect();
    assert_eq!(kinds, ["reject", "undo"]);
}

#[test]
fn nothing_is_written_without_a_token_in_force() {
    let served = Served::new();
    let claim = first_claim(&served);
    let said = json!({"verdict": "reject", "reason": "No"});
    let address = format!("/api/v1/claims/{claim}/verdicts");
    let nobody = served.send(
        "POST",
        &address,
        &[("Content-Type", "application/json")],
        said.to_string().as_bytes(),
    );
    assert_eq!(nobody.status, 401, "{}", nobody.body);
    assert!(nobody.header("www-authenticate").starts_with("Bearer"));
    assert_eq!(served.post(&address, "legation_0123", &said).status, 401);
    let token = served.token("desk");
    served.revoke("desk");
    assert_eq!(served.post(&address, &token, &said).status, 401);
    assert_eq!(
        served
            .post("/api/v1/reports", &token, &json!({"text": "x"}))
            .status,
        401
    );
    assert_eq!(states(&served), 1);
}

#[test]
fn a_person_decides_in_the_browser_and_undoes_it() {
    let served = Served::new();
    let claim = first_claim(&served);
    let cookie = served.sign_in(&served.token("A. Reader"));
    let page = served.send(
        "GET",
        &format!("/review?claim={claim}"),
        &[("Cookie", &cookie)],
        b"",
    );
    assert_eq!(page.header("cache-control"), "no-store");
    let word = word(&page.body);
    let done = served.form(
        &format!("/review/{claim}"),
        &cookie,
        &format!("word={word}&verdict=reject&reason=Satire&date=&state=&wrong=&right="),
    );
    assert_eq!(
        (done.status, done.header("location").to_owned()),
        (303, format!("/review?done={claim}")),
        "{}",
        done.body
    );
    assert_eq!(states(&served), 0);
    let after = served.send(
        "GET",
        &format!("/review?done={claim}"),
        &[("Cookie", &cookie)],
        b"",
    );
    assert!(
        after.body.contains("Undo") && after.body.contains("A. Reader"),
        "{}",
        after.body
    );
    served.form(
        &format!("/review/{claim}"),
        &cookie,
        &format!("word={word}&verdict=undo&reason=No+satire"),
    );
    assert_eq!(states(&served), 1);
}

#[test]
fn a_correction_replaces_the_claim() {
    let served = Served::new();
    let (claim, token) = (first_claim(&served), served.token("A. Reader"));
    let said = json!({"verdict": "correct", "reason": "The ministry gives the 29th", "date": "2022-06-29"});
    let given = served.post(&format!("/api/v1/claims/{claim}/verdicts"), &token, &said);
    assert_eq!(given.status, 201, "{}", given.body);
    let relations: shapes::Relations = served
        .get("/api/v1/relations/UKR/SYR?on=2022-07-20")
        .shaped();
    assert_eq!(
        relations.relations[0].since.as_ref().unwrap().0,
        "2022-06-29"
    );
}

#[test]
fn a_form_of_another_site_does_nothing() {
    let served = Served::new();
    let claim = first_claim(&served);
    let cookie = served.sign_in(&served.token("A. Reader"));
    let body = "verdict=reject&reason=Forged";
    let without_word = served.form(&format!("/review/{claim}"), &cookie, body);
    assert_eq!(without_word.status, 403, "{}", without_word.body);
    for header in [
        ("Origin", "http://evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
    ] {
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let forged = served.send(
            "POST",
            &format!("/review/{claim}"),
            &[("Cookie", &cookie), header, kind],
            body.as_bytes(),
        );
        assert_eq!(forged.status, 403, "{}", forged.body);
    }
    // A cookie alone does not write through the API either.
    let json = [
        ("Cookie", cookie.as_str()),
        ("Content-Type", "application/json"),
    ];
    let api = served.send(
        "POST",
        &format!("/api/v1/claims/{claim}/verdicts"),
        &json,
        br#"{"verdict":"reject","reason":"x"}"#,
    );
    assert_eq!(api.status, 403, "{}", api.body);
    assert_eq!(states(&served), 1);
}

#[test]
fn a_session_ends_with_its_token_and_with_signing_out() {
    let served = Served::new();
    let signed_in = |cookie: &str| {
        served
            .send("GET", "/review", &[("Cookie", cookie)], b"")
            .body
            .contains("Sign out")
    };
    let first = served.sign_in(&served.token("one"));
    assert!(signed_in(&first));
    served.revoke("one");
    assert!(!signed_in(&first));
    let second = served.sign_in(&served.token("two"));
    let word = word(
        &served
            .send("GET", "/review", &[("Cookie", &second)], b"")
            .body,
    );
    assert_eq!(
        served
            .form("/signout", &second, &format!("word={word}"))
            .status,
        303
    );
    assert!(!signed_in(&second));
}

#[test]
fn signing_in_leads_to_no_other_site() {
    let served = Served::new();
    let token = served.token("desk");
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let body = format!(
            "token={token}&next={}",
            next.replace('/', "%2F")
                .replace(':', "%3A")
                .replace('\\', "%5C")
        );
        let answer = served.form("/signin", "", &body);
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/review"),
            "{next}"
        );
    }
}

#[test]
fn a_report_that_is_sent_twice_is_kept_once() {
    let served = Served::new();
    let token = served.token("desk");
    let sent = json!({"id": "x", "date": "2024-08-05", "publisher": "Atlas Press", "text": "Mali severed diplomatic relations with Ukraine on August 4."});
    let first = served.post("/api/v1/reports", &token, &sent);
    assert_eq!(
        (first.status, first.json()["claims"].as_u64()),
        (201, Some(1)),
        "{}",
        first.body
    );
    assert_eq!(served.post("/api/v1/reports", &token, &sent).status, 200);
    let other = json!({"id": "x", "text": "Another text."});
    assert_eq!(served.post("/api/v1/reports", &token, &other).status, 409);
}

#[test]
fn what_others_could_read_is_not_served_unless_that_is_allowed() {
    let served = Served::new();
    let config = Config {
        ledger: served.ledger(),
        listen: "0.0.0.0:0".parse().unwrap(),
        allow_remote_read: false,
        rate: Rate {
            per_second: 1e6,
            burst: 1e6,
        },
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let bind = |config: &Config| {
        runtime
            .block_on(Server::bind(config, coder()))
            .map(|_| ())
            .map_err(|e| e.to_string())
    };
    let refused = bind(&config).unwrap_err();
    assert!(
        refused.contains("legation token create") && refused.contains("--allow-remote-read"),
        "{refused}"
    );
    assert_eq!(
        bind(&Config {
            allow_remote_read: true,
            ..config.clone()
        }),
        Ok(())
    );
    served.token("desk");
    assert_eq!(bind(&config), Ok(()));
}

#[test]
fn where_reading_is_not_open_it_needs_a_token_and_signing_in_leads_back() {
    let (served, token) = Served::to_the_network("desk", false);
    for path in ["/", "/api/v1/acts", "/changes.atom", "/report/x", "/api"] {
        assert_eq!(served.get(path).status, 401, "{path}");
    }
    let refused = served.get("/dyad/UKR/SYR?on=2022-07-20");
    assert!(
        refused
            .body
            .contains("/signin?next=%2Fdyad%2FUKR%2FSYR%3Fon%3D2022-07-20"),
        "{}",
        refused.body
    );
    assert_eq!(served.get("/signin").status, 200);
    let bearer = format!("Bearer {token}");
    let with_token = |mark: &str| {
        let headers = [("Authorization", bearer.as_str()), ("If-None-Match", mark)];
        served.send("GET", "/api/v1/acts", &headers, b"")
    };
    let first = with_token("");
    assert_eq!(first.status, 200, "{}", first.body);
    assert!(first.header("cache-control").contains("private"));
    assert_eq!(with_token(first.header("etag")).status, 304);
    served.revoke("desk");
    assert_eq!(with_token(first.header("etag")).status, 401);
}

#[test]
fn reading_that_is_opened_to_the_network_opens_no_writing() {
    let (served, token) = Served::to_the_network("desk", true);
    assert_eq!(served.get("/api/v1/acts").status, 200);
    let report =
        json!({"text": "Mali severed diplomatic relations with Ukraine on August 4, 2024."});
    let kind = ("Content-Type", "application/json");
    let body = report.to_string();
    let nobody = served.send("POST", "/api/v1/reports", &[kind], body.as_bytes());
    assert_eq!(nobody.status, 401, "{}", nobody.body);
    assert_eq!(served.post("/api/v1/reports", &token, &report).status, 201);
}
