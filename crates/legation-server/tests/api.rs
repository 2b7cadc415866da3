//! The API: what it answers, in which shape, and what it refuses.

mod served;

use std::collections::BTreeSet;

use legation_server::{Rate, shapes};
use serde_json::json;
use served::{Served, report};

#[test]
fn every_answer_has_the_shape_that_the_description_promises() {
    let served = Served::new();
    served
        .get("/api/v1/relations/UKR/PRK?on=2022-07-20")
        .shaped::<shapes::Relations>();
    served
        .get("/api/v1/history/UKR/PRK")
        .shaped::<shapes::Histories>();
    served
        .get("/api/v1/timeline/UKR/PRK")
        .shaped::<shapes::Timeline>();
    served
        .get("/api/v1/world?of=Ukraine")
        .shaped::<shapes::World>();
    served
        .get("/api/v1/world?of=DNR&show=recognised-by")
        .shaped::<shapes::World>();
    served
        .get("/api/v1/recognition/DNR")
        .shaped::<shapes::Recognition>();
    served.get("/api/v1/entities").shaped::<shapes::Entities>();
    served
        .get("/api/v1/entities?q=ukr")
        .shaped::<shapes::Entities>();
    served
        .get("/api/v1/entities/UKR")
        .shaped::<shapes::Entity>();
    served
        .get("/api/v1/entities/UKR/relations")
        .shaped::<shapes::Standings>();
    served
        .get("/api/v1/entities/UKR/events")
        .shaped::<shapes::LatestEvents>();
    served
        .get("/api/v1/changes?since=2022")
        .shaped::<shapes::Changes>();
    served.get("/api/v1/doubts").shaped::<shapes::Doubts>();
    served.get("/api/v1/acts").shaped::<shapes::Acts>();
    served.get("/api/v1/reports").shaped::<shapes::Reports>();
    served.get("/api/v1/reports/r1").shaped::<shapes::Report>();
    served
        .get("/api/v1/search?q=diplomatic")
        .shaped::<shapes::Search>();
    let relations: shapes::Relations = served
        .get("/api/v1/relations/UKR/PRK?on=2022-07-20")
        .shaped();
    let claim = &relations.relations[0].claims[0];
    served
        .get(&format!("/api/v1/claims/{claim}"))
        .shaped::<shapes::Explanation>();
    served
        .get(&format!("/api/v1/claims/{claim}/chain"))
        .shaped::<shapes::Chain>();
    let sent =
        json!({"text": "Ukraine severed diplomatic relations with Syria.", "date": "2022-06-30"});
    let body = sent.to_string();
    let read = served.send(
        "POST",
        "/api/v1/read",
        &[("Content-Type", "application/json")],
        body.as_bytes(),
    );
    read.shaped::<shapes::Reading>();
}

#[test]
fn the_description_names_every_address() {
    let description: serde_json::Value = serde_json::from_str(legation_server::open_api()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 19, "{:?}", paths.keys().collect::<Vec<_>>());
    let served = Served::new();
    assert_eq!(served.get("/api/v1/openapi.json").json(), description);
}

#[test]
fn how_two_stand_is_told_as_of_both_dates() {
    let served = Served::new();
    let state = |query: &str| {
        let relations: shapes::Relations = served
            .get(&format!("/api/v1/relations/Ukraine/PRK?{query}"))
            .shaped();
        relations
            .relations
            .into_iter()
            .find(|line| line.aspect == "diplomatic")
            .map(|line| line.state)
    };
    assert_eq!(state("on=2022-07-20").as_deref(), Some("severed"));
    assert_eq!(state("on=2022-07-01"), None);
    assert_eq!(
        state("on=2022-07-20&as_known=2022-07-20"),
        None,
        "the ledger had learned nothing then"
    );
}

#[test]
fn what_cannot_be_understood_is_refused_in_words() {
    let served = Served::new();
    for (path, status, word) in [
        ("/api/v1/relations/UKR/Nowhere", 404, "Nowhere"),
        ("/api/v1/relations/UKR/SYR?on=yesterday", 400, "yesterday"),
        ("/api/v1/changes?aspect=love", 400, "love"),
        ("/api/v1/changes?region=Atlantis", 400, "Atlantis"),
        ("/api/v1/changes?page=0", 400, "page"),
        ("/api/v1/changes?per_page=5000", 400, "per_page"),
        ("/api/v1/entities?format=xml", 400, "format"),
        ("/api/v1/claims/zz", 404, "zz"),
        ("/api/v1/reports/none", 404, "none"),
        ("/api/v1/nothing", 404, "address"),
        ("/api/v1/world", 400, "of"),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(word), "{path}: {detail}");
        assert!(
            !detail.contains("desk.ledger") && !detail.contains("--"),
            "{path}: {detail}"
        );
    }
    let method = served.send("DELETE", "/api/v1/acts", &[], b"");
    assert_eq!(
        (method.status, method.header("allow").is_empty()),
        (405, false)
    );
}

#[test]
fn what_a_browser_has_already_is_not_sent_again_until_the_ledger_changes() {
    let served = Served::new();
    let first = served.get("/api/v1/changes?since=2022");
    let mark = first.header("etag").to_owned();
    let again = served.send(
        "GET",
        "/api/v1/changes?since=2022",
        &[("If-None-Match", &mark)],
        b"",
    );
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let token = served.token("desk");
    let new = json!({"id": "new", "date": "2022-08-02", "text": "Mali severed diplomatic relations with Ukraine on August 1, 2022."});
    assert_eq!(served.post("/api/v1/reports", &token, &new).status, 201);
    let changed = served.send(
        "GET",
        "/api/v1/changes?since=2022",
        &[("If-None-Match", &mark)],
        b"",
    );
    assert_eq!(changed.status, 200);
    assert!(changed.body.contains("MLI"), "{}", changed.body);
}

#[test]
fn every_table_is_there_as_comma_separated_values() {
    let served = Served::new();
    let relations: shapes::Relations = served.get("/api/v1/relations/UKR/PRK").shaped();
    let chain = format!("claims/{}/chain", relations.relations[0].claims[0]);
    for path in [
        "relations/UKR/PRK",
        "history/UKR/PRK",
        "timeline/UKR/PRK",
        "world?of=UKR",
        "entities/UKR/relations",
        "entities/UKR/events",
        "recognition/DNR",
        "changes?since=2022",
        "doubts",
        "entities",
        "acts",
        "reports",
        "search?q=severed",
        "acts?q=embassy",
        "reports/r1",
        &chain,
    ] {
        let and = if path.contains('?') { '&' } else { '?' };
        let answer = served.get(&format!("/api/v1/{path}{and}format=csv"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert!(
            answer.header("content-type").starts_with("text/csv"),
            "{path}"
        );
        let mut reader = csv::Reader::from_reader(answer.body.as_bytes());
        let width = reader.headers().unwrap().len();
        for row in reader.records() {
            assert_eq!(row.unwrap().len(), width, "{path}");
        }
    }
}

#[test]
fn lists_come_in_pages_that_join_without_a_gap() {
    let served = Served::new();
    let whole: shapes::Changes = served.get("/api/v1/changes?since=2022").shaped();
    assert!(whole.total >= 3, "{}", whole.total);
    let mut claims = Vec::new();
    for page in 1..=whole.total {
        let one: shapes::Changes = served
            .get(&format!(
                "/api/v1/changes?since=2022&per_page=1&page={page}"
            ))
            .shaped();
        assert_eq!((one.total, one.changes.len()), (whole.total, 1));
        claims.push(one.changes[0].claims.clone());
    }
    assert_eq!(
        claims,
        whole
            .changes
            .into_iter()
            .map(|change| change.claims)
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_list_that_is_kept_as_a_file_is_whole() {
    let reports: Vec<_> = (1..=60)
        .map(|at| {
            report(
                &format!("r{at}"),
                "2022-07-14",
                "Atlas Press",
                &format!("Nothing happened for {at} days."),
            )
        })
        .collect();
    let rate = Rate {
        per_second: 1e6,
        burst: 1e6,
    };
    let served = Served::with(&reports, rate);
    let page: shapes::Reports = served.get("/api/v1/reports").shaped();
    assert_eq!(page.reports.len(), 50);
    let file = served.get("/api/v1/reports?format=json");
    assert!(file.header("content-disposition").contains("reports.json"));
    assert_eq!(file.shaped::<shapes::Reports>().reports.len(), 60);
    let table = served.get("/api/v1/reports?format=csv");
    assert_eq!(
        csv::Reader::from_reader(table.body.as_bytes())
            .records()
            .count(),
        60
    );
    let cut = served.get("/api/v1/reports?format=csv&per_page=5");
    assert_eq!(
        csv::Reader::from_reader(cut.body.as_bytes())
            .records()
            .count(),
        5
    );
}

#[test]
fn what_changed_is_asked_up_to_the_last_change_that_the_ledger_knows_of() {
    let served = Served::new();
    let changes: shapes::Changes = served.get("/api/v1/changes").shaped();
    assert_eq!(changes.since.0, "2022-12-10");
    let newest = &changes.changes[0].since.as_ref().unwrap().0;
    assert_eq!(newest, "2023-03-10");
}

#[test]
fn acts_are_found_by_their_words() {
    let served = Served::new();
    let acts: shapes::Acts = served.get("/api/v1/acts?q=embassy").shaped();
    assert!(acts.acts.iter().any(|act| act.id == "close-embassy"));
    assert!(
        !acts
            .acts
            .iter()
            .any(|act| act.id == "sever-diplomatic-relations")
    );
}

/// What stands between the tags of this name, outermost only.
fn elements(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(&close)?.0.to_owned()))
        .collect()
}

#[test]
fn a_feed_is_dated_by_when_the_ledger_learned_and_its_entries_keep_their_ids() {
    let served = Served::new();
    let ids = |feed: &str| -> BTreeSet<String> {
        let entries = elements(feed, "entry");
        let ids: BTreeSet<String> = entries
            .iter()
            .map(|entry| elements(entry, "id").remove(0))
            .collect();
        assert_eq!(ids.len(), entries.len(), "two entries have one id: {feed}");
        ids
    };
    let before = served.get("/changes.atom").body;
    let relations: shapes::Relations = served
        .get("/api/v1/relations/UKR/PRK?on=2022-07-20")
        .shaped();
    let claim = &relations.relations[0].claims[0];
    let told: shapes::Explanation = served.get(&format!("/api/v1/claims/{claim}")).shaped();
    let day = &told.learned[..10];
    for entry in elements(&before, "entry") {
        assert_eq!(&elements(&entry, "updated")[0][..10], day, "{entry}");
    }
    let token = served.token("desk");
    let again = json!({"id": "a0", "date": "2022-07-14", "publisher": "Coast Journal",
        "text": "Ukraine has cut diplomatic ties with North Korea on July 13, officials in Kyiv said."});
    assert_eq!(served.post("/api/v1/reports", &token, &again).status, 201);
    let after = served.get("/changes.atom").body;
    assert_eq!(
        ids(&after),
        ids(&before),
        "another voice makes no other change"
    );
    let new = json!({"id": "old-news", "date": "2020-01-05", "text": "Mali severed diplomatic relations with Ukraine on January 2, 2020."});
    assert_eq!(served.post("/api/v1/reports", &token, &new).status, 201);
    let feed = served.get("/changes.atom?a=MLI").body;
    let entries = elements(&feed, "entry");
    assert!(entries[0].contains("since 2020-01-02"), "{feed}");
    assert_eq!(&elements(&entries[0], "updated")[0][..10], day);
}

#[test]
fn a_desk_can_subscribe_to_one_pair() {
    let served = Served::new();
    let feed = served.get("/changes.atom?a=UKR&b=PRK&since=2022");
    assert!(
        feed.header("content-type")
            .starts_with("application/atom+xml")
    );
    assert!(feed.body.starts_with("<?xml"), "{}", feed.body);
    assert!(
        feed.body.contains("Ukraine") && feed.body.contains("severed"),
        "{}",
        feed.body
    );
    assert!(!feed.body.contains("Syria"), "{}", feed.body);
}

#[test]
fn reports_are_found_by_the_stems_of_their_words() {
    let served = Served::new();
    let found = |words: &str| -> Vec<String> {
        let search: shapes::Search = served.get(&format!("/api/v1/search?q={words}")).shaped();
        let mut ids: Vec<String> = search.reports.into_iter().map(|report| report.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(found("severs"), ["r2", "r3"]);
    assert_eq!(found("severing%20syria"), ["r3"]);
    assert_eq!(found("%22North%20Korea%22"), ["r1", "r2"]);
    assert!(found("unicorn").is_empty());
    assert!(found("%22%20OR%20*%20NEAR(").is_empty());
}
