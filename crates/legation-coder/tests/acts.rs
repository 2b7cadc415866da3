//! Sanctions, membership, treaties and war as news words them: one row a manner of wording.

use std::sync::OnceLock;

use legation_coder::Coder;
use legation_text::Report;

/// What a report of Wednesday 7 August 2024 tells: `act actors>others date modality`.
fn told(text: &str) -> Vec<String> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::built_in().expect("the built-in data is sound"));
    let report = Report::new(text).dated("2024-08-07".parse().expect("a date"));
    let events = coder.code(&report).events;
    let ids = |parties: &[legation_coder::Party]| {
        let ids: Vec<&str> = parties.iter().map(|party| party.id.as_str()).collect();
        ids.join("+")
    };
    events
        .iter()
        .map(|e| {
            let others = [&e.recipient[..], &e.object[..]].concat();
            let date = e.date.map_or("-".to_owned(), |date| date.to_string());
            let act = e.act.as_deref().unwrap_or("-");
            let modality = e.modality.as_str();
            format!("{act} {}>{} {date} {modality}", ids(&e.actor), ids(&others))
        })
        .collect()
}

#[track_caller]
fn tell(rows: &[(&str, &[&str])]) {
    for (text, events) in rows {
        assert_eq!(told(text), *events, "{text}");
    }
}
#[test]
fn sanctions_are_put_on_by_a_list_a_package_or_a_ban_on_goods_and_lifted_in_whole_or_in_part() {
    tell(&[
        (
            "The United States lifted most of its sanctions on Libya on Monday.",
            &["ease-sanctions USA>LBY 2024-08-05 asserted"],
        ),
        (
            "The White House announced on Tuesday that all US sanctions against Libya had been lifted.",
            &["lift-sanctions USA>LBY 2024-08-06 asserted"],
        ),
        (
            "The United States and the European Union lifted nuclear-related sanctions on Iran on Monday.",
            &[
                "lift-sanctions USA>IRN 2024-08-05 asserted",
                "lift-sanctions EUR>IRN 2024-08-05 asserted",
            ],
        ),
        (
            "Six Belarusian officials were placed under EU sanctions on Monday.",
            &["impose-sanctions EUR>BLR 2024-08-05 asserted"],
        ),
        (
            "The European Union's 27 member states approved a sixth package of sanctions against Russia on Monday.",
            &["impose-sanctions EUR>RUS 2024-08-05 asserted"],
        ),
        (
            "China suspended imports of beef from four Australian abattoirs on Tuesday.",
            &["impose-sanctions CHN>AUS 2024-08-06 asserted"],
        ),
        (
            "ECOWAS imposed sweeping sanctions on Niger on Tuesday.",
            &["impose-sanctions ECW>NER 2024-08-06 asserted"],
        ),
        (
            "The United States lifted the sanctions imposed on both India and Pakistan in 1998.",
            &[
                "lift-sanctions USA>IND+PAK 2024-08-07 asserted",
                "impose-sanctions USA>IND+PAK 1998 historical",
            ],
        ),
    ]);
}

#[test]
fn a_member_is_taken_in_let_go_or_suspended_by_the_body_that_the_sentence_speaks_of() {
    tell(&[
        (
            "The African Union has suspended Mali from the bloc following the military coup.",
            &["suspend-member AFU>MLI 2024-08-07 asserted"],
        ),
        (
            "Kiribati left the Pacific Islands Forum. It announced its withdrawal from the 18-member grouping on Tuesday.",
            &["leave-member KIR>PIF 2024-08-06 asserted"],
        ),
        (
            "Arab foreign ministers agreed on Sunday to take Syria back into the Arab League.",
            &["join-member SYR>ARL 2024-08-04 asserted"],
        ),
        (
            "The Shanghai Cooperation Organisation granted Belarus full membership on Tuesday.",
            &["join-member BLR>SCO 2024-08-06 asserted"],
        ),
        (
            "Burundi's president signed a decree on Tuesday taking the country out of the International Criminal Court.",
            &["leave-member BDI>ICC 2024-08-06 asserted"],
        ),
    ]);
}

#[test]
fn treaties_are_signed_ratified_and_suspended_whether_or_not_they_have_a_name_of_their_own() {
    tell(&[
        (
            "Ahead of the summit in Hangzhou, China and the United States ratified the Paris climate accord on Saturday.",
            &[
                "ratify-treaty CHN>PRA 2024-08-03 asserted",
                "ratify-treaty USA>PRA 2024-08-03 asserted",
            ],
        ),
        (
            "The U.S. Senate voted 71-26 on Wednesday to ratify the New START pact with Russia.",
            &["ratify-treaty USA>NST 2024-08-07 asserted"],
        ),
        (
            "Lawmakers in Ankara ratified Sweden's accession to NATO on Tuesday.",
            &["ratify-treaty TUR> 2024-08-06 asserted"],
        ),
        (
            "Solomon Islands signed a security pact with China on Tuesday.",
            &["sign-treaty SLB+CHN> 2024-08-06 asserted"],
        ),
        (
            "India held the Indus Waters Treaty in abeyance on Tuesday.",
            &["suspend-treaty IND>IWT 2024-08-06 asserted"],
        ),
        (
            "Armenia became a party to the Rome Statute on Tuesday.",
            &["ratify-treaty ARM>RST 2024-08-06 asserted"],
        ),
        (
            "Algeria suspended a friendship treaty with Spain on Tuesday.",
            &["suspend-treaty DZA> 2024-08-06 asserted"],
        ),
    ]);
}

#[test]
fn troops_that_cross_a_border_invade_and_a_truce_that_takes_effect_is_a_cease_fire() {
    tell(&[
        (
            "South African troops crossed the border into Lesotho on Tuesday.",
            &["invade ZAF>LSO 2024-08-06 asserted"],
        ),
        (
            "Turkey launched a ground offensive in northern Syria on Tuesday.",
            &["invade TUR>SYR 2024-08-06 asserted"],
        ),
        (
            "Rwandan soldiers captured Goma on Monday.",
            &["occupy RWA>COD 2024-08-05 asserted"],
        ),
        (
            "A ceasefire between the armies of India and Pakistan took effect on Tuesday.",
            &["cease-fire IND+PAK> 2024-08-06 asserted"],
        ),
        (
            "Israel and Jordan signed a treaty on Tuesday that ends 46 years of war between them.",
            &["make-peace ISR+JOR> 2024-08-06 asserted"],
        ),
    ]);
}

#[test]
fn what_is_talked_of_agreed_on_loosely_or_voted_down_is_not_done() {
    tell(&[
        (
            "EU ambassadors have informally agreed to prolong sanctions against Russia for six months.",
            &["extend-sanctions EUR>RUS - future"],
        ),
        (
            "The European Union agreed in principle to lift sanctions on Syria.",
            &["lift-sanctions EUR>SYR - future"],
        ),
        ("The two sides signed the agreement in Paris.", &[]),
        ("Kenya signed a loan agreement with China on Tuesday.", &[]),
        ("Kenya signed a deal with Boeing on Tuesday.", &[]),
        ("Kenya sent troops to help Somalia on Tuesday.", &[]),
        ("Israel seized a ship carrying Iranian oil on Tuesday.", &[]),
        (
            "Turkey's parliament will vote next week on Sweden's accession to NATO.",
            &[],
        ),
        (
            "The US Senate voted against ratifying the treaty with Russia.",
            &["ratify-treaty USA> - negated"],
        ),
        (
            "Ethiopia planned to send troops into Somalia.",
            &["invade ETH>SOM - future"],
        ),
        (
            "A ceasefire between Israel and Hamas would take effect on Sunday, officials said.",
            &["cease-fire ISR+HMS> 2024-08-11 future"],
        ),
        (
            "Russia demanded that Ukraine abandon its bid and sanctioned two Ukrainian firms.",
            &["impose-sanctions RUS>UKR 2024-08-07 asserted"],
        ),
        (
            "The ceasefire between Israel and Hamas collapsed on Tuesday.",
            &[],
        ),
        ("Georgia demanded that Russian troops stop fighting.", &[]),
        (
            "The United States refused to sign a treaty with North Korea.",
            &["sign-treaty USA+PRK> - negated"],
        ),
    ]);
}
