//! Parties that a report does not name where they act: pronouns, descriptions, neighbours, groups and envoys.

use std::sync::OnceLock;

use legation_coder::{Coder, Party};
use legation_text::Report;

/// What the coder reads in `text`: `act actors>recipients[objects]`, without dates.
fn read(date: &str, text: &str) -> Vec<String> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::built_in().expect("the built-in data is sound"));
    let report = Report::new(text).dated(date.parse().expect("a date"));
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
            format!(
                "{act} {}>{}[{}]",
                ids(&e.actor),
                ids(&e.recipient),
                ids(&e.object)
            )
        })
        .collect()
}

fn says(date: &str, text: &str, events: &[&str]) {
    assert_eq!(read(date, text), *events, "{text}");
}

#[test]
fn a_description_means_the_only_one_named_whom_it_fits() {
    says(
        "2017-06-08",
        "Qatar's foreign minister rejected the demands on Wednesday. Saudi Arabia and Egypt cut ties with the Gulf emirate on Monday.",
        &[
            "sever-diplomatic-relations SAU>QAT[]",
            "sever-diplomatic-relations EGY>QAT[]",
        ],
    );
    says(
        "2018-08-08",
        "Canada refused to back down on Tuesday in its dispute with Saudi Arabia. The Gulf kingdom recalled its ambassador on Sunday.",
        &["recall-ambassador SAU>CAN[]"],
    );
}

#[test]
fn a_description_can_stand_before_the_name() {
    says(
        "2012-05-18",
        "The European Union in April suspended its sanctions on the Southeast Asian nation. Myanmar welcomed the step.",
        &["ease-sanctions EUR>MMR[]"],
    );
}

#[test]
fn a_description_that_fits_two_means_neither() {
    says(
        "2024-04-08",
        "Nicaragua and Honduras quarrelled over a fishing boat at a summit. Taiwan severed ties with the Central American country.",
        &[],
    );
}

#[test]
fn two_that_a_description_fits_act_together() {
    says(
        "2022-08-27",
        "Rwanda reopened its border with Uganda in January. The two east African neighbours had expelled each other's diplomats in 2020.",
        &["expel-diplomats RWA>UGA[]", "expel-diplomats UGA>RWA[]"],
    );
}

#[test]
fn a_neighbour_borders_on_who_acts() {
    says(
        "2021-05-07",
        "Somalia and Kenya restored ties on Thursday with help from Qatar. In December Mogadishu had cut relations with its neighbour.",
        &[
            "restore-diplomatic-relations SOM+KEN>[]",
            "sever-diplomatic-relations SOM>KEN[]",
        ],
    );
}

#[test]
fn they_are_the_several_that_were_named() {
    says(
        "2024-01-29",
        "Burkina Faso, Mali and Niger said on Sunday they were withdrawing from ECOWAS with immediate effect.",
        &[
            "leave-member BFA>[ECW]",
            "leave-member MLI>[ECW]",
            "leave-member NER>[ECW]",
        ],
    );
    says(
        "2025-04-07",
        "Mali, Burkina Faso and Niger have turned away from France. They left ECOWAS on January 29.",
        &[
            "leave-member MLI>[ECW]",
            "leave-member BFA>[ECW]",
            "leave-member NER>[ECW]",
        ],
    );
}

#[test]
fn the_two_countries_are_none_of_those_who_act_on_them() {
    says(
        "2020-10-02",
        "Poland and Lithuania have given refuge to the opposition. Belarus said on Friday it was bringing back its ambassadors from the two countries.",
        &["recall-ambassador BLR>POL+LTU[]"],
    );
}

#[test]
fn a_relative_clause_is_about_what_it_hangs_on() {
    says(
        "2023-12-05",
        "Niger, which the African Union suspended in August, has turned to Moscow.",
        &["suspend-member AFU>NER[]"],
    );
    says(
        "2021-01-06",
        "The meeting was the first with Israel, with which Morocco broke off relations in 2000.",
        &["sever-diplomatic-relations MAR>ISR[]"],
    );
}

#[test]
fn a_pronoun_stands_for_ties_and_envoys() {
    says(
        "2016-12-21",
        "China and Sao Tome established ties in 1975. Beijing cut them in 1997.",
        &[
            "establish-diplomatic-relations CHN+STP>[]",
            "sever-diplomatic-relations CHN>STP[]",
        ],
    );
    says(
        "2013-11-23",
        "Malaysia expelled North Korea's ambassador. He was summoned to the ministry in the evening.",
        &["expel-diplomats MYS>PRK[]", "summon-ambassador MYS>PRK[]"],
    );
}

#[test]
fn an_envoy_who_was_introduced_is_known_by_name() {
    says(
        "2008-09-12",
        "The US ambassador, Patrick Duddy, met oil executives on Wednesday. On Thursday Venezuela declared Duddy persona non grata.",
        &["expel-diplomats VEN>USA[]"],
    );
}

#[test]
fn a_break_in_answer_to_new_ties_is_with_the_one_that_made_them() {
    says(
        "2003-10-12",
        "Liberia has gone back and forth. It established ties with Taiwan in 1989, and China promptly broke off relations.",
        &[
            "establish-diplomatic-relations LBR>TWN[]",
            "sever-diplomatic-relations CHN>LBR[]",
        ],
    );
}

#[test]
fn a_nation_of_a_name_is_that_name() {
    says(
        "2016-12-21",
        "The tiny African island nation of Sao Tome and Principe has broken off diplomatic relations with Taiwan.",
        &["sever-diplomatic-relations STP>TWN[]"],
    );
}

#[test]
fn what_is_answered_in_kind_is_done_to_the_one_who_did_it() {
    says(
        "2013-10-01",
        "Venezuela on Monday expelled the U.S. charge d'affaires. Washington responded in kind on Tuesday.",
        &["expel-diplomats VEN>USA[]", "expel-diplomats USA>VEN[]"],
    );
}

#[test]
fn what_is_recognised_again_is_what_was_recognised_before() {
    says(
        "2006-06-14",
        "Iceland recognised Montenegro last Thursday. The United States recognised it on Tuesday.",
        &["recognize-state ISL>[MNE]", "recognize-state USA>[MNE]"],
    );
}
