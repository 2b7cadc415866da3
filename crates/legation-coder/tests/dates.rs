//! When what news tells was done, and whether it was. A wrong date or modality becomes a row here.

use std::sync::OnceLock;

use legation_coder::Coder;
use legation_text::Report;

/// What the coder reads in `text`: `act date modality`, in the order of the text.
fn read(text: &str, published: &str) -> Vec<String> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::built_in().expect("the built-in data is sound"));
    let report = Report::new(text).dated(published.parse().expect("a date"));
    coder
        .code(&report)
        .events
        .iter()
        .map(|e| {
            let act = e.act.as_deref().unwrap_or("-");
            let date = e.date.map_or("-".to_owned(), |d| d.to_string());
            format!("{act} {date} {}", e.modality.as_str())
        })
        .collect()
}

fn says(rows: &[(&str, &str, &[&str])]) {
    for (published, text, events) in rows {
        assert_eq!(read(text, published), *events, "{text}");
    }
}

#[test]
fn an_undated_lead_happened_on_the_first_day_named_after_it() {
    says(&[(
        "2008-10-10",
        "Macedonia has recognised Kosovo. The government announced its decision on Thursday evening.",
        &["recognize-state 2008-10-09 asserted"],
    )]);
}

#[test]
fn what_follows_undated_happened_on_the_day_of_the_lead() {
    says(&[(
        "2018-09-06",
        "Paraguay announced on Wednesday that it was moving its embassy in Israel to Tel Aviv.\n\n\
         Israel recalled its ambassador to Paraguay for consultations.",
        &[
            "relocate-embassy 2018-09-05 asserted",
            "recall-ambassador 2018-09-05 asserted",
        ],
    )]);
}

#[test]
fn times_are_counted_from_the_one_that_they_go_back_to() {
    says(&[
        (
            "2022-09-16",
            "Kenya recognised the Sahrawi Republic in 2005, but suspended relations with it a year later.",
            &[
                "recognize-state 2005 historical",
                "suspend-diplomatic-relations 2006 historical",
            ],
        ),
        (
            "2023-08-25",
            "Chad expelled the German ambassador in April. Germany expelled the ambassador of Chad a day later.",
            &[
                "expel-diplomats 2023-04 asserted",
                "expel-diplomats 2023-04 asserted",
            ],
        ),
        (
            "2024-04-06",
            "Mexico broke off relations with Ecuador on Saturday, hours after police stormed its embassy late on \
             Friday. Nicaragua severed its ties with Ecuador later in the day.",
            &[
                "sever-diplomatic-relations 2024-04-06 asserted",
                "sever-diplomatic-relations 2024-04-06 asserted",
            ],
        ),
    ]);
}

#[test]
fn what_was_done_so_long_after_a_thing_is_dated_by_that_thing() {
    says(&[
        (
            "2007-06-14",
            "New Zealand imposed sanctions on Fiji days after the army ousted the government on December 5.",
            &["impose-sanctions 2006-12 asserted"],
        ),
        (
            "2024-05-10",
            "Belize suspended ties with Israel last November, the same month in which Honduras recalled its ambassador \
             to Israel.",
            &[
                "suspend-diplomatic-relations 2023-11 asserted",
                "recall-ambassador 2023-11 asserted",
            ],
        ),
    ]);
}

#[test]
fn a_past_tense_takes_no_day_that_lies_ahead() {
    says(&[(
        "2012-06-29",
        "Venezuela recalled its ambassador from Paraguay after the election was put off to April 2013.",
        &["recall-ambassador 2012-06-29 asserted"],
    )]);
}

#[test]
fn a_month_of_last_year_is_not_ahead() {
    says(&[
        (
            "2014-04-02",
            "Vanuatu established diplomatic relations with Georgia in July of last year.",
            &["establish-diplomatic-relations 2013-07 asserted"],
        ),
        (
            "2018-08-06",
            "Saudi Arabia recalled its ambassador from Germany in November.",
            &["recall-ambassador 2017-11 asserted"],
        ),
    ]);
}

#[test]
fn decades_ago_is_history_without_a_date() {
    says(&[
        (
            "2021-06-24",
            "Israel closed its embassy in Honduras in the 1990s.",
            &["close-embassy - historical"],
        ),
        (
            "2021-06-24",
            "Cuba severed relations with Israel decades ago.",
            &["sever-diplomatic-relations - historical"],
        ),
    ]);
}

#[test]
fn a_plan_has_the_day_by_which_it_is_to_be_done() {
    says(&[(
        "2020-09-15",
        "Serbia will move its embassy in Israel to Jerusalem by July 2021.",
        &["relocate-embassy 2021-07 future"],
    )]);
}

#[test]
fn the_day_of_the_asking_is_not_that_of_what_is_asked() {
    says(&[(
        "2023-12-22",
        "Russia could break off diplomatic relations with the United States, a deputy minister said on Friday.",
        &["sever-diplomatic-relations - hypothetical"],
    )]);
}

#[test]
fn what_is_turned_down_is_not_done() {
    says(&[
        (
            "2018-03-30",
            "Neither Greece nor Cyprus has expelled any Russian diplomat.",
            &["expel-diplomats - negated", "expel-diplomats - negated"],
        ),
        (
            "2009-01-17",
            "Jordan resisted pressure to recall its ambassador from Israel.",
            &["recall-ambassador - negated"],
        ),
        (
            "2022-12-15",
            "Fiji cancelled plans to open an embassy in Israel.",
            &["open-embassy - negated"],
        ),
        (
            "2022-05-20",
            "He denied that Poland was about to break off diplomatic relations with Russia.",
            &["sever-diplomatic-relations - negated"],
        ),
    ]);
}

#[test]
fn what_is_weighed_hoped_for_or_rumoured_is_open() {
    says(&[
        (
            "2021-04-20",
            "Pakistan's parliament will debate whether to expel the French ambassador.",
            &["expel-diplomats - hypothetical"],
        ),
        (
            "2021-11-05",
            "Unconfirmed reports said on Thursday that Kuwait had expelled the Lebanese ambassador.",
            &["expel-diplomats - hypothetical"],
        ),
        (
            "2014-07-22",
            "Chile had been expected to recall its ambassador from Israel.",
            &["recall-ambassador - hypothetical"],
        ),
    ]);
}

#[test]
fn consular_relations_that_will_be_kept_are_kept() {
    says(&[(
        "2008-08-29",
        "Georgia broke off diplomatic relations with Russia on Friday. It will maintain consular relations with Russia.",
        &[
            "sever-diplomatic-relations 2008-08-29 asserted",
            "keep-consular-relations 2008-08-29 asserted",
        ],
    )]);
}
