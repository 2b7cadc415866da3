//! The pages: what stands on them, and where they lead.

mod served;

use legation_server::{Rate, shapes};
use legation_text::Report;
use served::{Served, report};

const PLENTY: Rate = Rate {
    per_second: 1e6,
    burst: 1e6,
};

/// The addresses on a page that begin so.
fn links(page: &str, beginning: &str) -> Vec<String> {
    let parts = page.split("href=\"").skip(1);
    parts
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| address.starts_with(beginning))
        .map(|address| address.replace("&amp;", "&"))
        .collect()
}

/// The words that are marked as of this kind, each with its events.
fn marked(page: &str, kind: &str) -> Vec<(String, Option<String>)> {
    let marks = page.split("<mark class=\"").skip(1);
    marks
        .filter(|rest| {
            rest.split('"')
                .next()
                .unwrap()
                .split(' ')
                .any(|class| class == kind)
        })
        .map(|rest| {
            let (tag, rest) = rest.split_once('>').unwrap();
            let words = rest.split('<').next().unwrap().to_owned();
            let events = tag
                .split_once("data-e=\"")
                .map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
            (words, events)
        })
        .collect()
}

#[test]
fn behind_every_table_there_are_files_of_it() {
    let served = Served::new();
    let relations: shapes::Relations = served.get("/api/v1/relations/UKR/PRK").shaped();
    let claim = &relations.relations[0].claims[0];
    for (path, least) in [
        ("/?of=UKR".to_owned(), 1),
        ("/entity/UKR".to_owned(), 4),
        ("/dyad/UKR/PRK".to_owned(), 4),
        ("/changes".to_owned(), 1),
        ("/search?q=embassy".to_owned(), 2),
        ("/search?q=Ukraine".to_owned(), 2),
        ("/review".to_owned(), 1),
        ("/report/r1".to_owned(), 1),
        (format!("/claim/{claim}"), 1),
    ] {
        let page = served.get(&path).body;
        let files: Vec<String> = links(&page, "/api/v1/")
            .into_iter()
            .filter(|address| address.contains("format="))
            .collect();
        let tables = files
            .iter()
            .filter(|file| file.ends_with("format=csv"))
            .count();
        assert!(
            tables >= least && files.len() == 2 * tables,
            "{path}: {files:?}"
        );
        for file in files {
            let answer = served.get(&file);
            assert_eq!(answer.status, 200, "{file}: {}", answer.body);
            assert!(
                answer
                    .header("content-disposition")
                    .starts_with("attachment"),
                "{file}"
            );
        }
    }
}

#[test]
fn names_and_times_are_marked_whether_or_not_an_event_is_made_of_them() {
    let text = "Ukraine severed diplomatic relations with Syria last month. Two days later, envoys left. \
                France did nothing on Monday, and the ministry in Paris had been silent since 2019.";
    let served = Served::with(&[report("r", "2022-07-20", "Atlas", text)], PLENTY);
    let page = served.get("/report/r").body;
    let dates = marked(&page, "m-date");
    let words: Vec<&str> = dates.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(
        words,
        ["last month", "Two days later", "Monday", "2019", "date"],
        "{page}"
    );
    assert_eq!(
        dates[0].1.as_deref(),
        Some("0"),
        "the time of the event is the event's"
    );
    assert_eq!(dates[2].1, None, "the others stand by themselves");
    let names = marked(&page, "m-ent");
    assert!(
        names.contains(&("Ukraine".to_owned(), Some("0".to_owned()))),
        "{names:?}"
    );
    assert!(names.contains(&("France".to_owned(), None)), "{names:?}");
}

#[test]
fn a_source_leads_to_its_very_sentence() {
    let served = Served::new();
    let page = served.get("/dyad/UKR/PRK").body;
    let source = links(&page, "/report/r1?at=").remove(0);
    let report = served.get(source.split('#').next().unwrap()).body;
    let (_, asked) = report
        .split_once("class=\"asked\" id=\"at\"")
        .unwrap_or_else(|| panic!("{report}"));
    assert!(
        asked.contains("aria-current=\"true\""),
        "its event is shown beside: {asked}"
    );
}

#[test]
fn both_dates_go_on_from_page_to_page() {
    let served = Served::new();
    let today = &served.get("/api/v1/relations/UKR/PRK").json()["on"]
        .as_str()
        .unwrap()
        .to_owned();
    let times = format!("on=2022-07-20&as_known={today}");
    let claim = first_claim(&served);
    for (path, leads) in [
        (format!("/?of=UKR&{times}"), "/entity/ /dyad/ /claim/"),
        (
            format!("/entity/UKR?{times}"),
            "/entity/ /dyad/ /claim/ /report/",
        ),
        (
            format!("/dyad/UKR/PRK?{times}"),
            "/entity/ /claim/ /report/",
        ),
        (format!("/report/r1?{times}"), "/entity/ /claim/"),
        (
            format!("/claim/{claim}?{times}"),
            "/entity/ /dyad/ /claim/ /report/",
        ),
        (format!("/search?q=Ukraine&{times}"), "/entity/ /report/"),
    ] {
        let page = served.get(&path).body;
        for to in leads.split(' ') {
            let further = links(&page, to);
            assert!(!further.is_empty(), "{path} leads to no {to}");
            for address in further {
                let address = address.split('#').next().unwrap();
                assert!(address.ends_with(&times), "{path} leads to {address}");
            }
        }
        for address in links(&page, "/changes?") {
            assert!(
                address.contains(&format!("as_known={today}")),
                "{path} leads to {address}"
            );
        }
    }
    let changes = served
        .get(&format!("/changes?since=2022&as_known={today}"))
        .body;
    for to in ["/dyad/", "/report/", "/claim/"] {
        let further = links(&changes, to);
        assert!(!further.is_empty(), "no {to}");
        for address in further {
            assert!(address.contains(&format!("as_known={today}")), "{address}");
        }
    }
}

/// The claim that Ukraine broke with North Korea.
fn first_claim(served: &Served) -> String {
    let relations: shapes::Relations = served.get("/api/v1/relations/UKR/PRK").shaped();
    relations.relations[0].claims[0].clone()
}

#[test]
fn a_claim_tells_how_its_relation_stands_on_the_date_asked_about() {
    let served = Served::new();
    let claim = first_claim(&served);
    let stands = |on: &str| {
        let page = served.get(&format!("/claim/{claim}?on={on}")).body;
        let (_, held) = page.split_once("id=\"holds\"").unwrap();
        let (held, _) = held.split_once("</section>").unwrap();
        held.to_owned()
    };
    assert!(
        stands("2022-08").contains("severed"),
        "{}",
        stands("2022-08")
    );
    assert!(stands("2022-07-01").contains("Nothing is known"));
}

#[test]
fn a_report_tells_which_of_its_events_come_after_the_date_asked_about() {
    let served = Served::new();
    let after = |query: &str| {
        let page = served.get(&format!("/report/r1{query}")).body;
        page.matches("class=\"flag\">after").count()
    };
    assert_eq!(after(""), 0);
    assert_eq!(after("?on=2022-08"), 0);
    assert_eq!(after("?on=2022-07-01"), 2);
}

#[test]
fn what_the_ledger_learned_later_is_not_in_a_report_or_a_claim_as_known_before() {
    let served = Served::new();
    let claim = first_claim(&served);
    for path in [
        format!("/claim/{claim}"),
        format!("/api/v1/claims/{claim}"),
        "/report/r1".to_owned(),
        "/api/v1/reports/r1".to_owned(),
    ] {
        assert_eq!(served.get(&path).status, 200, "{path}");
        let then = served.get(&format!("{path}?as_known=2020"));
        assert_eq!(then.status, 404, "{path}");
        assert!(then.body.contains("the ledger"), "{}", then.body);
    }
    let found = |query: &str| -> shapes::Search {
        served
            .get(&format!("/api/v1/search?q=Ukraine{query}"))
            .shaped()
    };
    assert!(found("").total > 0);
    assert_eq!(found("&as_known=2020").total, 0);
}

#[test]
fn an_entity_is_shown_over_time_with_the_states_that_ended() {
    let texts = [
        (
            "a",
            "2001-02-03",
            "Ukraine and Syria established diplomatic relations on February 2, 2001.",
        ),
        (
            "b",
            "2010-02-03",
            "Ukraine suspended diplomatic relations with Syria on February 2, 2010.",
        ),
        (
            "c",
            "2022-07-01",
            "Ukraine severed diplomatic relations with Syria on June 30, 2022.",
        ),
    ];
    let reports: Vec<_> = texts
        .iter()
        .map(|(id, date, text)| report(id, date, "Atlas", text))
        .collect();
    let served = Served::with(&reports, PLENTY);
    let states = |page: &str| -> Vec<String> {
        let (_, drawn) = page
            .split_once("class=\"line\"")
            .unwrap_or_else(|| panic!("{page}"));
        let (drawn, _) = drawn.split_once("</svg>").unwrap();
        let bands = drawn.split("<rect class=\"band t-").skip(1);
        bands
            .map(|rest| rest.split(['"', ' ']).next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        states(&served.get("/entity/UKR").body),
        ["good", "held", "cut"]
    );
    assert_eq!(
        states(&served.get("/entity/UKR?on=2015").body),
        ["good", "held"]
    );
    assert_eq!(
        states(&served.get("/dyad/UKR/SYR").body)[..3],
        ["good", "held", "cut"]
    );
}

#[test]
fn every_cause_between_two_is_drawn_with_all_that_tell_it() {
    let served = Served::new();
    let page = served.get("/dyad/UKR/PRK").body;
    let (_, chain) = page.split_once("class=\"chain\"").unwrap();
    assert!(
        chain.contains("recognize state") && chain.contains("in answer to recognize state"),
        "{chain}"
    );
    assert!(chain.contains("and 1 other report"), "{chain}");
}

#[test]
fn a_long_list_of_an_entity_leads_to_the_whole_of_it() {
    let states = served::coder().gazetteer().entities().filter(|entity| {
        entity.kind == legation_gazetteer::EntityKind::State && entity.id != "UKR"
    });
    let reports: Vec<Report> = states
        .take(60)
        .enumerate()
        .map(|(n, state)| {
            let text = format!(
                "Ukraine imposed sanctions on {} on June 30, 2022.",
                state.label
            );
            report(&format!("r{n}"), "2022-07-01", "Harbour Wire", &text)
        })
        .collect();
    let served = Served::with(&reports, PLENTY);
    let all: shapes::Standings = served
        .get("/api/v1/entities/UKR/relations?on=2023&as_known=9999")
        .shaped();
    let total = all.standings.len();
    assert!(total > 45, "{total}");
    let rows = |page: &str| page.matches("<th scope=\"row\">").count();
    let short = served.get("/entity/UKR?on=2023&as_known=9999").body;
    assert_eq!(rows(&short), 40);
    let whole = "/entity/UKR?on=2023&amp;as_known=9999&amp;whole=sanctions#sanctions";
    let link = format!("<a href=\"{whole}\">All {total}</a>");
    assert!(short.contains(&link), "no {link}");
    let address = whole.replace("&amp;", "&");
    let long = served.get(address.split('#').next().unwrap()).body;
    assert_eq!(rows(&long), total);
    assert!(long.contains("id=\"sanctions\" open"), "the list is open");
    let rest = format!(">All {total}<");
    assert!(!long.contains(&rest), "nothing is left to lead to");
}

#[test]
fn what_changed_is_filtered_by_region_aspect_and_certainty() {
    let told = [
        (
            "a",
            "Ukraine severed diplomatic relations with Syria on June 30, 2022.",
        ),
        (
            "b",
            "Ukraine severed diplomatic relations with Syria on June 30, 2022, officials said.",
        ),
        (
            "c",
            "Peru recalled its ambassador to Mexico on June 29, 2022.",
        ),
        (
            "d",
            "Mali severed diplomatic relations with Chad on June 28, 2022.",
        ),
        (
            "e",
            "Mali and Chad restored diplomatic relations on June 28, 2022.",
        ),
    ];
    let reports: Vec<Report> = told
        .iter()
        .map(|(id, text)| report(id, "2022-07-01", &format!("Paper {id}"), text))
        .collect();
    let served = Served::with(&reports, PLENTY);
    let moved = |query: &str| -> Vec<String> {
        let address = format!("changes?since=2022&until=2022{query}");
        let answer: shapes::Changes = served.get(&format!("/api/v1/{address}")).shaped();
        let changes = answer.changes.iter();
        let told: Vec<String> = changes
            .map(|change| {
                format!(
                    "{} {} {}",
                    change.pair.join("-"),
                    change.aspect,
                    change.state
                )
            })
            .collect();
        // The page shows the same ones.
        let page = served.get(&format!("/{address}")).body;
        assert_eq!(page.matches("<th scope=\"row\">").count(), told.len());
        told
    };
    let broken = "SYR-UKR diplomatic severed";
    let recalled = "PER-MEX representation recalled";
    assert_eq!(moved("").len(), 4);
    assert_eq!(moved("&region=Eastern%20Europe"), [broken]);
    assert_eq!(moved("&region=South%20America"), [recalled]);
    assert_eq!(moved("&aspect=representation"), [recalled]);
    assert_eq!(moved("&certainty=undisputed"), [broken, recalled]);
    assert_eq!(moved("&certainty=corroborated"), [broken]);
    let disputed = moved("&certainty=disputed");
    assert_eq!(disputed.len(), 2, "{disputed:?}");
    assert!(
        disputed
            .iter()
            .all(|one| one.starts_with("MLI-TCD") || one.starts_with("TCD-MLI"))
    );
}

#[test]
fn the_map_has_a_legend_and_a_table_of_what_it_shows() {
    let served = Served::new();
    let page = served.get("/?of=UKR&on=2022-09").body;
    let (_, legend) = page.split_once("aria-label=\"Legend\"").unwrap();
    let (legend, _) = legend.split_once("</ul>").unwrap();
    assert!(legend.contains("severed</span> 2"), "{legend}");
    for word in ["nothing known", "disputed statehood", "the one asked about"] {
        assert!(legend.contains(word), "{word}: {legend}");
    }
    let place = |id: &str| {
        let (before, _) = page.split_once(&format!("data-id=\"{id}\"")).unwrap();
        before.rsplit_once("class=\"").unwrap().1.to_owned()
    };
    assert!(place("PRK").contains("t-cut"), "{}", place("PRK"));
    assert!(place("XKX").contains("unsettled"), "{}", place("XKX"));
    let (_, table) = page.split_once("class=\"beside\"").unwrap();
    assert!(table.contains("/dyad/UKR/PRK") && table.contains("/dyad/UKR/SYR"));
    assert!(
        links(&page, "/entity/UKR").len() >= 2,
        "the one asked about has a page"
    );
}

#[test]
fn a_state_has_its_missions_its_events_and_who_recognises_it() {
    let told = [
        "Peru opened an embassy in Kosovo on June 1, 2022.",
        "Peru recognised the independence of Kosovo on May 1, 2022.",
        "Mali withdrew its recognition of Kosovo on May 2, 2022.",
    ];
    let reports: Vec<Report> = (0..)
        .zip(told)
        .map(|(n, text)| report(&format!("r{n}"), "2022-07-01", "Atlas", text))
        .collect();
    let served = Served::with(&reports, PLENTY);
    let page = served.get("/entity/XKX?on=2022-08").body;
    let section = |from: &str| {
        let (_, rest) = page
            .split_once(from)
            .unwrap_or_else(|| panic!("{from}: {page}"));
        rest.split("</section>").next().unwrap().to_owned()
    };
    let relations = section("id=\"relations\"");
    assert!(relations.contains("Missions and envoys"), "{relations}");
    assert!(relations.contains("embassy"), "{relations}");
    let latest = section("id=\"latest\"");
    assert!(
        latest.contains("open embassy") && latest.contains("withdraw recognition"),
        "{latest}"
    );
    let recognition = section("id=\"recognised\"");
    let (by, withdrawn) = recognition.split_once("Recognition withdrawn by").unwrap();
    assert!(
        by.contains("Peru") && withdrawn.contains("Mali"),
        "{recognition}"
    );
}
