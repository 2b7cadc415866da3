//! A table of sentences as news writes them, and what each says. A mistake of the coder becomes a row here.

use std::sync::OnceLock;

use legation_coder::{Coder, Party};
use legation_text::Report;

/// What the coder reads in `text`, published on Wednesday 7 August 2024: `act actors>recipients[objects] date modality`.
fn read(text: &str) -> Vec<String> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::built_in().expect("the built-in data is sound"));
    let report = Report::new(text).dated("2024-08-07".parse().expect("a date"));
    let ids = |parties: &[Party]| {
        parties
            .iter()
            .map(|p| p.id.as_str())
            .collect::<Vec<_>>()
            .join("+")
    };
    coder
        .code(&report)
        .events
        .iter()
        .map(|e| {
            let act = e.act.as_deref().unwrap_or("-");
            let date = e.date.map_or("-".to_owned(), |d| d.to_string());
            format!(
                "{act} {}>{}[{}] {date} {}",
                ids(&e.actor),
                ids(&e.recipient),
                ids(&e.object),
                e.modality.as_str()
            )
        })
        .collect()
}

fn says(rows: &[(&str, &[&str])]) {
    for (text, events) in rows {
        assert_eq!(read(text), *events, "{text}");
    }
}

#[test]
fn what_was_done_is_asserted_with_its_parties_and_its_day() {
    says(&[
        (
            "Mali's military government on Sunday cut diplomatic ties with Ukraine over comments by a spokesman.",
            &["sever-diplomatic-relations MLI>UKR[] 2024-08-04 asserted"],
        ),
        (
            "Bolivia said on Tuesday it had broken diplomatic ties with Israel because of its attacks on Gaza.",
            &["sever-diplomatic-relations BOL>ISR[] 2024-08-06 asserted"],
        ),
        (
            "Germany expelled two Russian diplomats on Thursday after a court ruled against Moscow.",
            &["expel-diplomats DEU>RUS[] 2024-08-01 asserted"],
        ),
        (
            "Finland joined NATO on Tuesday.",
            &["join-member FIN>[NAT] 2024-08-06 asserted"],
        ),
        (
            "The EU Council extended restrictive measures against Russia for another six months.",
            &["extend-sanctions EUR>RUS[] 2024-08-07 asserted"],
        ),
        (
            "Russia suspended its participation in the New START treaty.",
            &["suspend-treaty RUS>[NST] 2024-08-07 asserted"],
        ),
    ]);
}

#[test]
fn each_of_several_actors_has_an_event_of_its_own() {
    says(&[(
        "Ireland, Norway and Spain recognise Palestine.",
        &[
            "recognize-state IRL>[PSE] 2024-08-07 asserted",
            "recognize-state NOR>[PSE] 2024-08-07 asserted",
            "recognize-state ESP>[PSE] 2024-08-07 asserted",
        ],
    )]);
}

#[test]
fn what_two_do_to_each_other_is_one_event_of_both() {
    says(&[
        (
            "Kosovo and Israel established diplomatic ties on Monday.",
            &["establish-diplomatic-relations XKX+ISR>[] 2024-08-05 asserted"],
        ),
        (
            "Iran, Maldives agree to resume diplomatic relations",
            &["restore-diplomatic-relations IRN+MDV>[] 2024-08-07 asserted"],
        ),
    ]);
}

#[test]
fn embassies_in_each_others_capitals_are_an_event_of_each_side() {
    says(&[(
        "Ecuador and Kenya have agreed to open embassies in each other's capitals.",
        &[
            "open-embassy ECU>KEN[] 2024-08-07 asserted",
            "open-embassy KEN>ECU[] 2024-08-07 asserted",
        ],
    )]);
}

#[test]
fn hours_earlier_is_the_same_day_and_hours_to_leave_are_an_expulsion() {
    says(&[(
        "Venezuela on Sunday gave U.S. diplomats 72 hours to leave. Hours earlier Washington had recalled its ambassador from Caracas.",
        &[
            "expel-diplomats VEN>USA[] 2024-08-04 asserted",
            "recall-ambassador USA>VEN[] 2024-08-04 asserted",
        ],
    )]);
}

#[test]
fn what_was_denied_or_not_done_is_negated() {
    says(&[
        (
            "Venezuela denied reports that it had broken off relations with Colombia.",
            &["sever-diplomatic-relations VEN>COL[] - negated"],
        ),
        (
            "Malaysia said it does not recognise Israel.",
            &["recognize-state MYS>[ISR] - negated"],
        ),
    ]);
}

#[test]
fn what_is_planned_threatened_or_conditional_is_no_fact() {
    says(&[
        (
            "Moldova will open an embassy in Abu Dhabi next year.",
            &["open-embassy MDA>ARE[] 2025 future"],
        ),
        (
            "Iraq threatened to cut ties with any state that moved its embassy to Jerusalem.",
            &["threaten IRQ>[] - future"],
        ),
        (
            "If Israel annexes the West Bank, Jordan could downgrade ties, officials said.",
            &["downgrade-diplomatic-relations JOR>ISR[] - hypothetical"],
        ),
        (
            "Qatar will quit OPEC on January 1.",
            &["leave-member QAT>[OPC] 2025-01-01 future"],
        ),
    ]);
}

#[test]
fn what_one_asks_of_another_is_a_request_and_not_done() {
    says(&[(
        "Kyrgyzstan urged Russia to recall its ambassador from Bishkek.",
        &[
            "appeal KGZ>RUS[] 2024-08-07 asserted",
            "recall-ambassador RUS>KGZ[] - hypothetical",
        ],
    )]);
}

#[test]
fn what_was_long_ago_is_history() {
    says(&[
        (
            "North Korea withdrew from the Nuclear Non-Proliferation Treaty in January 2003.",
            &["withdraw-treaty PRK>[NPT] 2003-01 historical"],
        ),
        (
            "The Solomon Islands switched diplomatic recognition from Taiwan to China in September 2019.",
            &[
                "recognize-state SLB>[CHN] 2019-09 historical",
                "withdraw-recognition SLB>[TWN] 2019-09 historical",
            ],
        ),
    ]);
}

#[test]
fn a_relative_clause_keeps_its_own_date() {
    says(&[(
        "The Czech Republic, which expelled 18 Russian embassy employees in April, closed its consulate in St Petersburg.",
        &[
            "expel-diplomats CZE>RUS[] 2024-04 asserted",
            "close-consulate CZE>RUS[] 2024-08-07 asserted",
        ],
    )]);
}

#[test]
fn who_no_longer_recognises_withdraws_recognition() {
    says(&[(
        "Peru no longer recognises the Sahrawi Arab Democratic Republic.",
        &["withdraw-recognition PER>[ESH] 2024-08-07 asserted"],
    )]);
}

#[test]
fn what_only_looks_like_an_act_is_none() {
    for text in [
        "The embassy warned citizens about scams.",
        "The minister recognised the contribution of volunteers in Kenya.",
        "The president of Chile recalled that ties with Peru remained strained.",
        "The company broke off ties with a supplier in France.",
        "Diplomatic relations between Iran and Iraq remain tense.",
    ] {
        assert_eq!(read(text), Vec::<String>::new(), "{text}");
    }
}
