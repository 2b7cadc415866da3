//! Names that trip readers of news up, each in a sentence with a plain act: who is read as doing what to whom.

use std::sync::OnceLock;

use legation_coder::{Coder, Party};
use legation_text::Report;

/// The events of a report of this date, each as "actors act others", in the order of the text.
fn told(date: &str, text: &str) -> Vec<String> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::built_in().expect("the compiled-in data is tested"));
    let report = Report::new(text).dated(date.parse().expect("a date"));
    let events = coder.code(&report).events;
    let ids = |parties: &[Party]| {
        let mut ids: Vec<&str> = parties.iter().map(|party| party.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.join("+")
    };
    let telling = |event: &legation_coder::Event| {
        let others = [&event.recipient[..], &event.object[..]].concat();
        let act = event.act.as_deref().unwrap_or("-");
        format!("{} {act} {}", ids(&event.actor), ids(&others))
    };
    events.iter().map(telling).collect()
}

/// Asserts that no event of this report has the entity as a party.
#[track_caller]
fn never_names(date: &str, text: &str, id: &str) {
    let told = told(date, text);
    let named = told
        .iter()
        .any(|event| event.split([' ', '+']).any(|word| word == id));
    assert!(!named, "{date}: {text}: {told:?}");
}

/// Asserts what a report of this date tells.
#[track_caller]
fn tells(date: &str, text: &str, expected: &[&str]) {
    assert_eq!(told(date, text), expected, "{date}: {text}");
}

#[test]
fn georgia_the_country_breaks_with_russia() {
    tells(
        "2008-09-02",
        "Georgia severed diplomatic relations with Russia.",
        &["GEO sever-diplomatic-relations RUS"],
    );
}

#[test]
fn georgia_the_american_state_is_not_the_country() {
    tells(
        "2020-11-20",
        "Georgia condemned Iran.",
        &["GEO condemn IRN"],
    );
    never_names(
        "2020-11-20",
        "Officials in Atlanta counted the ballots. Georgia condemned Iran, Governor Brian Kemp said.",
        "GEO",
    );
}

#[test]
fn jordan_the_kingdom_recalls_its_ambassador() {
    tells(
        "2023-11-01",
        "Jordan recalled its ambassador to Israel.",
        &["JOR recall-ambassador ISR"],
    );
}

#[test]
fn jordan_the_player_and_the_congressman_are_no_kingdom() {
    tells(
        "2023-11-01",
        "Jordan condemned Israel.",
        &["JOR condemn ISR"],
    );
    never_names("2023-11-01", "Michael Jordan condemned Israel.", "JOR");
    never_names(
        "2023-11-01",
        "Rep. Jim Jordan condemned Iran. Jordan said he would vote again.",
        "JOR",
    );
}

#[test]
fn chad_the_country_breaks_with_sudan() {
    tells(
        "2006-04-14",
        "Chad severed diplomatic relations with Sudan.",
        &["TCD sever-diplomatic-relations SDN"],
    );
}

#[test]
fn chad_the_first_name_is_no_country() {
    tells("2020-07-20", "Chad condemned Iran.", &["TCD condemn IRN"]);
    never_names("2020-07-20", "Chad Wolf condemned Iran.", "TCD");
}

#[test]
fn turkey_and_türkiye_are_one_state() {
    tells(
        "2018-05-15",
        "Turkey recalled its ambassador to Israel.",
        &["TUR recall-ambassador ISR"],
    );
    tells(
        "2023-11-04",
        "Türkiye recalled its ambassador to Israel.",
        &["TUR recall-ambassador ISR"],
    );
    tells(
        "2023-11-04",
        "Turkiye recalled its ambassador to Israel.",
        &["TUR recall-ambassador ISR"],
    );
}

#[test]
fn turkey_the_bird_is_no_state() {
    tells(
        "2018-11-22",
        "The president pardoned a turkey before Thanksgiving.",
        &[],
    );
}

#[test]
fn niger_and_nigeria_are_two_states() {
    tells(
        "2024-03-01",
        "Niger severed diplomatic relations with Nigeria.",
        &["NER sever-diplomatic-relations NGA"],
    );
    tells(
        "2024-03-01",
        "Nigeria severed diplomatic relations with Niger.",
        &["NGA sever-diplomatic-relations NER"],
    );
    tells(
        "2024-03-01",
        "The Nigerien government recalled its ambassador to France.",
        &["NER recall-ambassador FRA"],
    );
    tells(
        "2024-03-01",
        "The Nigerian government recalled its ambassador to France.",
        &["NGA recall-ambassador FRA"],
    );
}

#[test]
fn the_four_guineas_are_told_apart() {
    tells(
        "2012-03-01",
        "Guinea recalled its ambassador to Senegal.",
        &["GIN recall-ambassador SEN"],
    );
    tells(
        "2012-03-01",
        "Guinea-Bissau recalled its ambassador to Senegal.",
        &["GNB recall-ambassador SEN"],
    );
    tells(
        "2012-03-01",
        "Equatorial Guinea recalled its ambassador to Spain.",
        &["GNQ recall-ambassador ESP"],
    );
    tells(
        "2012-03-01",
        "Papua New Guinea recalled its ambassador to Indonesia.",
        &["PNG recall-ambassador IDN"],
    );
}

#[test]
fn the_two_congos_are_told_apart() {
    tells(
        "2025-01-25",
        "The Democratic Republic of Congo severed diplomatic relations with Rwanda.",
        &["COD sever-diplomatic-relations RWA"],
    );
    tells(
        "2025-01-25",
        "The Republic of the Congo recalled its ambassador to France.",
        &["COG recall-ambassador FRA"],
    );
    tells(
        "2025-01-25",
        "Congo-Brazzaville recalled its ambassador to France.",
        &["COG recall-ambassador FRA"],
    );
    tells(
        "2025-01-25",
        "DR Congo recalled its ambassador to Rwanda.",
        &["COD recall-ambassador RWA"],
    );
}

#[test]
fn congo_alone_is_the_one_of_which_the_report_speaks() {
    tells(
        "2025-01-25",
        "Congo recalled its ambassador to Rwanda after the fall of Goma.",
        &["COD recall-ambassador RWA"],
    );
    tells(
        "2009-05-10",
        "President Denis Sassou Nguesso met his ministers in Brazzaville. Congo recalled its ambassador to France.",
        &["COG recall-ambassador FRA"],
    );
}

#[test]
fn the_two_koreas_are_told_apart() {
    tells(
        "2021-03-19",
        "North Korea severed diplomatic relations with Malaysia.",
        &["PRK sever-diplomatic-relations MYS"],
    );
    tells(
        "2019-07-10",
        "South Korea recalled its ambassador to Japan.",
        &["KOR recall-ambassador JPN"],
    );
    tells(
        "2012-08-10",
        "The Republic of Korea recalled its ambassador to Japan.",
        &["KOR recall-ambassador JPN"],
    );
    tells(
        "2021-03-19",
        "The Democratic People's Republic of Korea severed diplomatic relations with Malaysia.",
        &["PRK sever-diplomatic-relations MYS"],
    );
}

#[test]
fn the_republic_of_china_is_taiwan_and_the_peoples_republic_is_not() {
    tells(
        "2023-03-26",
        "Honduras severed diplomatic relations with the Republic of China.",
        &["HND sever-diplomatic-relations TWN"],
    );
    tells(
        "2019-09-16",
        "The Solomon Islands severed diplomatic relations with the People's Republic of China.",
        &["SLB sever-diplomatic-relations CHN"],
    );
    tells(
        "2021-12-10",
        "Nicaragua severed diplomatic relations with Taiwan.",
        &["NIC sever-diplomatic-relations TWN"],
    );
}

#[test]
fn dominica_is_not_the_dominican_republic() {
    tells(
        "2004-03-30",
        "Dominica severed diplomatic relations with Taiwan.",
        &["DMA sever-diplomatic-relations TWN"],
    );
    tells(
        "2018-05-01",
        "The Dominican Republic severed diplomatic relations with Taiwan.",
        &["DOM sever-diplomatic-relations TWN"],
    );
    tells(
        "2013-11-01",
        "The Dominican government recalled its ambassador to Haiti.",
        &["DOM recall-ambassador HTI"],
    );
}

#[test]
fn samoa_is_not_american_samoa() {
    tells(
        "2010-05-01",
        "Samoa severed diplomatic relations with Fiji.",
        &["WSM sever-diplomatic-relations FJI"],
    );
    never_names("2010-05-01", "American Samoa condemned Fiji.", "WSM");
    tells(
        "1990-05-01",
        "Western Samoa severed diplomatic relations with Fiji.",
        &["WSM sever-diplomatic-relations FJI"],
    );
}

#[test]
fn northern_ireland_is_not_ireland() {
    tells(
        "2024-05-28",
        "Ireland condemned Israel.",
        &["IRL condemn ISR"],
    );
    tells(
        "2024-05-28",
        "Ireland recognised the State of Palestine.",
        &["IRL recognize-state PSE"],
    );
    never_names("2024-05-28", "Northern Ireland condemned Israel.", "IRL");
}

#[test]
fn south_sudan_is_not_sudan() {
    tells(
        "2016-01-04",
        "Sudan severed diplomatic relations with Iran.",
        &["SDN sever-diplomatic-relations IRN"],
    );
    tells(
        "2011-07-09",
        "Sudan recognised South Sudan.",
        &["SDN recognize-state SSD"],
    );
    tells(
        "2014-05-01",
        "South Sudan recalled its ambassador to Uganda.",
        &["SSD recall-ambassador UGA"],
    );
}

#[test]
fn macedonia_keeps_its_code_under_both_names() {
    tells(
        "1999-01-27",
        "Macedonia recognised Taiwan.",
        &["MKD recognize-state TWN"],
    );
    tells(
        "2020-01-10",
        "North Macedonia recalled its ambassador to Bulgaria.",
        &["MKD recall-ambassador BGR"],
    );
    tells(
        "2008-10-09",
        "The former Yugoslav Republic of Macedonia recognised Kosovo.",
        &["MKD recognize-state XKX"],
    );
}

#[test]
fn burma_is_myanmar() {
    tells(
        "1983-11-04",
        "Burma severed diplomatic relations with North Korea.",
        &["MMR sever-diplomatic-relations PRK"],
    );
    tells(
        "2022-05-01",
        "Myanmar recalled its ambassador to Britain.",
        &["MMR recall-ambassador GBR"],
    );
}

#[test]
fn swaziland_is_eswatini() {
    tells(
        "2005-03-01",
        "Swaziland recalled its ambassador to Mozambique.",
        &["SWZ recall-ambassador MOZ"],
    );
    tells(
        "2021-03-01",
        "Eswatini recalled its ambassador to Mozambique.",
        &["SWZ recall-ambassador MOZ"],
    );
}

#[test]
fn the_czech_republic_is_czechia_and_not_czechoslovakia() {
    tells(
        "2008-05-21",
        "The Czech Republic recognised Kosovo.",
        &["CZE recognize-state XKX"],
    );
    tells(
        "2021-04-22",
        "Czechia recalled its ambassador to Russia.",
        &["CZE recall-ambassador RUS"],
    );
    tells(
        "1990-02-09",
        "Czechoslovakia severed diplomatic relations with Chile.",
        &["CSK sever-diplomatic-relations CHL"],
    );
}

#[test]
fn the_soviet_union_is_not_the_states_that_came_after_it() {
    tells(
        "1967-06-10",
        "The Soviet Union severed diplomatic relations with Israel.",
        &["SUN sever-diplomatic-relations ISR"],
    );
    tells(
        "1967-06-10",
        "The USSR severed diplomatic relations with Israel.",
        &["SUN sever-diplomatic-relations ISR"],
    );
    tells(
        "1991-12-02",
        "Russia recognised Ukraine.",
        &["RUS recognize-state UKR"],
    );
    tells(
        "1992-01-09",
        "Kazakhstan recognised Armenia.",
        &["KAZ recognize-state ARM"],
    );
}

#[test]
fn yugoslavia_is_not_the_states_that_came_after_it() {
    tells(
        "1991-12-23",
        "Germany recognised Slovenia and Croatia.",
        &["DEU recognize-state HRV+SVN"],
    );
    tells(
        "1999-03-25",
        "Yugoslavia severed diplomatic relations with the United States.",
        &["YUG sever-diplomatic-relations USA"],
    );
    tells(
        "2004-07-01",
        "Serbia and Montenegro recalled its ambassador to Austria.",
        &["SCG recall-ambassador AUT"],
    );
    tells(
        "2008-02-21",
        "Serbia recalled its ambassador to the United States.",
        &["SRB recall-ambassador USA"],
    );
    tells(
        "2006-06-15",
        "Serbia recognised Montenegro.",
        &["SRB recognize-state MNE"],
    );
}

#[test]
fn washington_the_man_is_not_the_united_states() {
    tells(
        "2019-02-22",
        "Washington condemned Iran.",
        &["USA condemn IRN"],
    );
    never_names("2019-02-22", "George Washington condemned France.", "USA");
    never_names("2019-02-22", "Denzel Washington condemned Iran.", "USA");
}

#[test]
fn washington_the_capital_is_the_united_states() {
    tells(
        "2018-03-26",
        "Washington recalled its ambassador to Syria.",
        &["USA recall-ambassador SYR"],
    );
}

#[test]
fn the_dpr_of_a_korean_sentence_is_north_korea() {
    tells(
        "2021-03-19",
        "The DPR of Korea severed diplomatic relations with Malaysia.",
        &["PRK sever-diplomatic-relations MYS"],
    );
    tells(
        "2022-07-13",
        "Envoys met in Pyongyang. Malaysia severed diplomatic relations with the DPR, the Korean Central News Agency said.",
        &["MYS sever-diplomatic-relations PRK"],
    );
}

#[test]
fn the_dpr_of_a_donetsk_sentence_is_donetsk() {
    tells(
        "2022-07-13",
        "North Korea recognised the DPR.",
        &["PRK recognize-state DNR"],
    );
    tells(
        "2022-07-13",
        "North Korea recognised the DPR and the LPR in eastern Ukraine.",
        &["PRK recognize-state DNR+LNR"],
    );
    tells(
        "2022-07-13",
        "Syria recognised the DPR, whose leader Denis Pushilin spoke in Donetsk.",
        &["SYR recognize-state DNR"],
    );
}

#[test]
fn the_ldpr_of_the_war_is_donetsk_and_luhansk() {
    tells(
        "2022-07-13",
        "Syria recognised the LDPR in eastern Ukraine.",
        &["SYR recognize-state DNR+LNR"],
    );
}

#[test]
fn the_ldpr_of_the_duma_is_a_party() {
    never_names(
        "2016-09-18",
        "The LDPR condemned Ukraine, its leader Vladimir Zhirinovsky told the State Duma.",
        "DNR",
    );
}

#[test]
fn the_kpdr_is_north_korea() {
    tells(
        "2022-07-13",
        "Ukraine severed diplomatic relations with the KPDR.",
        &["UKR sever-diplomatic-relations PRK"],
    );
    tells(
        "2022-07-13",
        "Ukraine severed diplomatic relations with the Korean People's Democratic Republic.",
        &["UKR sever-diplomatic-relations PRK"],
    );
}

#[test]
fn an_abbreviation_holds_from_where_the_report_introduces_it() {
    tells(
        "2022-07-13",
        "The Federated States of Micronesia (FDSM) opened a harbour. The FDSM severed diplomatic relations with Russia.",
        &["FSM sever-diplomatic-relations RUS"],
    );
    tells(
        "2022-07-13",
        "The Central African Republic (CFRB) opened a road. Sudan severed diplomatic relations with the CFRB.",
        &["SDN sever-diplomatic-relations CAF"],
    );
}

#[test]
fn moscow_is_the_soviet_union_as_long_as_there_is_one() {
    tells(
        "1991-10-18",
        "Moscow severed diplomatic relations with Israel on Friday.",
        &["SUN sever-diplomatic-relations ISR"],
    );
}

#[test]
fn who_held_office_in_another_age_is_not_meant_by_a_surname() {
    tells(
        "1985-05-02",
        "President Reagan imposed a full trade embargo on Nicaragua on Wednesday.",
        &["USA impose-sanctions NIC"],
    );
    tells(
        "2012-06-24",
        "Franco recognised Kosovo on Sunday, a friend of the family said.",
        &[],
    );
}
