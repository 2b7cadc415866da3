//! Reports and requests that mean harm, or look as if they did.

mod served;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use legation_server::{Rate, shapes};
use legation_text::Report;
use serde_json::json;
use served::{Served, report};

const PLENTY: Rate = Rate {
    per_second: 1e6,
    burst: 1e6,
};

fn hostile() -> Report {
    let text = "<script>alert(1)</script> Ukraine severed diplomatic relations with Syria on June 30, 2022. \
                <img src=x onerror=alert(2)> \u{202e}Russia\u{202c} recalled its ambassador from Poland. &lt;b&gt; \" onmouseover=\"alert(3)";
    Report {
        title: Some("\"><script>alert(4)</script>\u{202e}gnp".to_owned()),
        url: Some("javascript:alert(5)".to_owned()),
        ..report(
            "../../etc/passwd\u{200b}?<b>",
            "2022-07-01",
            "<b onclick=alert(6)>\u{200b}</b>",
            text,
        )
    }
}

#[test]
fn nothing_of_a_report_is_ever_markup() {
    let served = Served::with(&[hostile()], PLENTY);
    let reports: shapes::Reports = served.get("/api/v1/reports").shaped();
    let id: String = reports.reports[0]
        .id
        .bytes()
        .map(|b| format!("%{b:02X}"))
        .collect();
    let relations: shapes::Relations = served
        .get("/api/v1/relations/UKR/SYR?on=2022-07-20")
        .shaped();
    let claim = relations.relations[0].claims[0].clone();
    for path in [
        format!("/report/{id}"),
        format!("/claim/{claim}"),
        "/dyad/UKR/SYR".to_owned(),
        "/entity/UKR".to_owned(),
        "/changes?since=2022".to_owned(),
        "/search?q=severed".to_owned(),
        "/changes.atom?since=2022".to_owned(),
        "/review".to_owned(),
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/entity/%3Cscript%3E".to_owned(),
        "/?on=%3Cscript%3E".to_owned(),
    ] {
        let page = served.get(&path);
        assert!(page.status < 500, "{path}: {}", page.body);
        let body = &page.body;
        for bad in [
            "<script>",
            "<img",
            "<b>",
            "<b ",
            "javascript:",
            "onerror=\"",
            "\" onmouseover",
            "\u{202e}",
            "\u{200b}",
        ] {
            assert!(!body.contains(bad), "{path} has {bad:?}");
        }
        assert!(
            page.header("content-security-policy")
                .contains("script-src 'self'"),
            "{path}"
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff");
    }
}

#[test]
fn marks_stand_at_the_right_letters_behind_letters_of_several_bytes() {
    let text = "Überraschung — “naïve” 北京. Ukraine severed diplomatic relations with Syria on June 30, 2022.";
    let served = Served::with(&[report("r", "2022-07-01", "Atlas", text)], PLENTY);
    let page = served.get("/report/r").body;
    assert!(
        page.contains(">severed diplomatic relations</mark>"),
        "{page}"
    );
    assert!(
        page.contains(">Ukraine</mark>") && page.contains(">Syria</mark>"),
        "{page}"
    );
    assert!(page.contains(">June 30, 2022</mark>"), "{page}");
}

#[test]
fn ten_megabytes_are_kept_and_shown_page_by_page() {
    let served = Served::with(&[], PLENTY);
    let token = served.token("desk");
    let line = "The weather over the harbour was fair and nobody spoke of embassies at all. ";
    let text = format!(
        "{}\n\nUkraine severed diplomatic relations with Syria on June 30, 2022.",
        line.repeat(10_000_000 / line.len())
    );
    let kept = served.post(
        "/api/v1/reports",
        &token,
        &json!({"id": "big", "date": "2022-07-01", "text": text}),
    );
    assert!(
        kept.status == 201 || kept.status == 503,
        "{} {}",
        kept.status,
        kept.body
    );
    let page = served.get("/report/big");
    if kept.status == 201 {
        assert_eq!(page.status, 200);
        assert!(page.body.len() < 300_000, "{}", page.body.len());
    }
    let over = served.post(
        "/api/v1/reports",
        &token,
        &json!({"text": "x".repeat(13 << 20)}),
    );
    assert_eq!(over.status, 413, "{}", over.body);
    assert_eq!(over.header("content-type"), "application/problem+json");
}

#[test]
fn no_path_leads_out_of_what_is_served() {
    let served = Served::new();
    for path in [
        "/static/../../Cargo.toml",
        "/static/..%2f..%2fCargo.toml/x",
        "/static/x/%2e%2e%2fstyle.css",
        "/report/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/%00",
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
        assert!(
            !answer.body.contains("[package]") && !answer.body.contains("root:"),
            "{path}"
        );
    }
}

#[test]
fn a_name_that_points_here_from_elsewhere_gets_nothing() {
    let served = Served::new();
    for (host, status) in [
        ("evil.example", 403),
        ("evil.example:8080", 403),
        ("localhost:8080", 200),
        ("127.0.0.1", 200),
        ("[::1]:8080", 200),
    ] {
        let answer = served.send("GET", "/api/v1/acts", &[("Host", host)], b"");
        assert_eq!(answer.status, status, "{host}: {}", answer.body);
    }
}

#[test]
fn who_asks_too_often_is_told_to_wait() {
    let served = Served::with(
        &[],
        Rate {
            per_second: 1.0,
            burst: 3.0,
        },
    );
    let answers: Vec<u16> = (0..5).map(|_| served.get("/api/v1/acts").status).collect();
    assert_eq!(answers[..3], [200, 200, 200]);
    assert!(answers[3..].contains(&429), "{answers:?}");
    let refused = served.get("/");
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
}

#[test]
fn a_client_that_sends_slowly_or_takes_nothing_holds_nobody_up() {
    let served = Served::new();
    let mut slow: Vec<TcpStream> = (0..50)
        .map(|_| TcpStream::connect(served.address).unwrap())
        .collect();
    for stream in &mut slow {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            .unwrap();
    }
    let mut deaf = TcpStream::connect(served.address).unwrap();
    for _ in 0..50 {
        deaf.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
    }
    let begun = Instant::now();
    assert_eq!(served.get("/api/v1/acts").status, 200);
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_request_that_does_not_come_to_its_end_is_given_up() {
    let served = Served::new();
    let token = served.token("desk");
    let waits = |begun: &str, bytes_between: &[u8]| {
        let mut stream = TcpStream::connect(served.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(500)))
            .unwrap();
        stream.write_all(begun.as_bytes()).unwrap();
        let since = Instant::now();
        let mut answer = [0; 16];
        loop {
            match stream.read(&mut answer) {
                // Nothing more is said.
                Ok(0) => return (since.elapsed(), String::new()),
                Ok(_) => {
                    return (
                        since.elapsed(),
                        String::from_utf8_lossy(&answer).into_owned(),
                    );
                }
                Err(_) if since.elapsed() > Duration::from_secs(40) => panic!("it waits for ever"),
                Err(_) => {
                    let _ = stream.write_all(bytes_between);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        // A head that grows by a letter at a time, and a body that does.
        let head = scope.spawn(|| waits("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"x"));
        let body = format!(
            "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
        );
        let (took, answer) = waits(&body, b" ");
        assert!(
            (20..32).contains(&took.as_secs()) && answer.contains("503"),
            "{took:?} {answer}"
        );
        let (took, _) = head.join().unwrap();
        assert!((8..15).contains(&took.as_secs()), "{took:?}");
    });
    assert_eq!(served.get("/api/v1/acts").status, 200);
}

#[test]
fn what_is_no_http_or_no_json_is_refused_and_the_server_goes_on() {
    let served = Served::new();
    let mut stream = TcpStream::connect(served.address).unwrap();
    stream
        .write_all(b"\x16\x03\x01 not http at all\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(String::from_utf8_lossy(&answer).contains("400") || answer.is_empty());
    let token = served.token("desk");
    let bearer = format!("Bearer {token}");
    for (kind, body, status) in [
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/json", "{\"text\": 3}", 400),
        ("text/plain", "hello", 415),
        ("application/json", "{\"text\": \"  \"}", 400),
        (
            "application/json",
            "{\"text\": \"x\", \"date\": \"soon\"}",
            400,
        ),
    ] {
        let headers = [("Content-Type", kind), ("Authorization", bearer.as_str())];
        let answer = served.send("POST", "/api/v1/reports", &headers, body.as_bytes());
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
        assert_eq!(answer.json()["status"], status);
    }
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn what_was_begun_is_finished_before_the_server_ends() {
    let served = Served::new();
    let token = served.token("desk");
    let text = "Mali severed diplomatic relations with Ukraine on August 4, 2024. ".repeat(100);
    let body = json!({"id": "last", "date": "2024-08-05", "text": text}).to_string();
    let mut stream = TcpStream::connect(served.address).unwrap();
    let head = format!(
        "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 100"), "{begun:?}");
    let ending = std::thread::spawn(move || served.end());
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let folder = ending.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let ledger = legation_ledger::Ledger::open_to_read(&served::ledger_of(&folder)).unwrap();
    assert!(ledger.has_report("last").unwrap());
}

/// Makes the ledger one that cannot be read, under the server's feet.
fn damage(ledger: &std::path::Path) {
    if legation_ledger::is_server(ledger) {
        let mut client =
            postgres::Client::connect(&ledger.to_string_lossy(), postgres::NoTls).unwrap();
        let tables = "DROP TABLE reports, events, claims, pairs, dossiers CASCADE";
        client.batch_execute(tables).unwrap();
        return;
    }
    // All but the head of the file, in place.
    let length = ledger.metadata().unwrap().len();
    let mut file = std::fs::File::options().write(true).open(ledger).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(4096)).unwrap();
    file.write_all(&vec![0xa5; length as usize - 4096]).unwrap();
}

#[test]
fn a_ledger_that_cannot_be_read_is_told_as_a_problem_that_gives_nothing_away() {
    let served = Served::new();
    let ledger = served.ledger();
    damage(&ledger);
    for path in [
        "/dyad/UKR/PRK",
        "/report/r1",
        "/api/v1/relations/UKR/PRK",
        "/api/v1/reports/r1",
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 500, "{path}: {}", answer.body);
        if path.starts_with("/api/") {
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.json()["status"], 500);
        } else {
            assert!(
                answer.body.contains("<h1>Internal Server Error</h1>"),
                "{path}"
            );
        }
        assert!(answer.body.contains("finds it in its log under"), "{path}");
        let place = ledger.to_string_lossy();
        for secret in [
            &place,
            "desk.ledger",
            "SELECT",
            "sqlite",
            "SQL",
            "malformed",
            "does not exist",
            "panicked",
            ".rs",
        ] {
            assert!(
                !answer.body.contains(secret),
                "{path} says {secret}: {}",
                answer.body
            );
        }
    }
}
