//! What a sentence speaks of without telling that it was done.

mod said;

use said::says;

#[test]
fn called_a_name_is_not_summoned() {
    says(&[
        (
            "Trump on Tuesday called Britain's ambassador to the United States a very stupid guy.",
            &[],
        ),
        (
            "The French ambassador was called to the ministry in Tunis on Tuesday.",
            &["summon-ambassador TUN>FRA[] 2024-08-06 asserted"],
        ),
    ]);
}

#[test]
fn a_question_asserts_nothing_even_in_a_quotation() {
    says(&[(
        "\"Will we now cut ties with Ethiopia and the Emirates as well?\" asked Somalia's opposition leader.",
        &[],
    )]);
}

#[test]
fn a_warning_against_it_leaves_it_open() {
    says(&[(
        "Germany warned against cutting diplomatic ties with Belarus.",
        &["sever-diplomatic-relations DEU>BLR[] - hypothetical"],
    )]);
}

#[test]
fn a_wish_to_see_it_done_is_no_act() {
    says(&[(
        "Canberra would rather see Zimbabwe suspended by the Commonwealth, which meets in March.",
        &["suspend-member CWN>ZWE[] - hypothetical"],
    )]);
}

#[test]
fn reports_without_foundation_are_denied() {
    says(&[(
        "Armenia's press secretary said reports that India recalled its ambassador from Yerevan are without foundation.",
        &["recall-ambassador IND>ARM[] - negated"],
    )]);
}

#[test]
fn what_is_meant_to_be_opened_is_not_open() {
    says(&[
        (
            "China and Gambia resumed diplomatic ties on Monday. The two governments agree to provide assistance for the opening of embassies.",
            &[
                "restore-diplomatic-relations CHN+GMB>[] 2024-08-05 asserted",
                "open-embassy CHN>GMB[] - future",
                "open-embassy GMB>CHN[] - future",
            ],
        ),
        (
            "Mr. Blinken gave no date for the opening of an embassy in Luanda.",
            &[],
        ),
    ]);
}

#[test]
fn a_ship_is_no_territory() {
    says(&[
        ("In July, Britain seized the Iranian tanker.", &[]),
        (
            "Russian forces seized Crimea in 2014.",
            &["occupy RUS>UKR[] 2014 historical"],
        ),
    ]);
}

#[test]
fn a_border_has_two_nouns_and_no_verb() {
    says(&[(
        "Maduro has now closed Venezuela's land borders with Brazil and Colombia, and severed diplomatic ties with Colombia.",
        &["sever-diplomatic-relations VEN>COL[] 2024-08-07 asserted"],
    )]);
}

#[test]
fn what_is_under_consideration_or_reported_to_be_so_is_open() {
    says(&[
        (
            "Sweden recognised Palestine on Monday. An official in Jerusalem said that closing the embassy in Stockholm was not under consideration.",
            &[
                "recognize-state SWE>[PSE] 2024-08-05 asserted",
                "close-embassy ISR>SWE[] - hypothetical",
            ],
        ),
        (
            "Bolivia was reported to have recalled its ambassador from Quito.",
            &["recall-ambassador BOL>ECU[] - hypothetical"],
        ),
    ]);
}

#[test]
fn what_there_is_no_talk_of_and_what_a_paper_reports_is_not_done() {
    says(&[
        (
            "Indonesia recalled its ambassador to Brazil on Monday. There was no talk of breaking off relations, he said.",
            &[
                "recall-ambassador IDN>BRA[] 2024-08-05 asserted",
                "sever-diplomatic-relations IDN+BRA>[] - negated",
            ],
        ),
        (
            "Costa Rica's government denied a report in the daily La Prensa that it was recalling its charge d'affaires from Managua.",
            &["recall-ambassador CRI>NIC[] - negated"],
        ),
        (
            "Kosovo's prime minister said on Sunday that he would lift the tariff only when Serbia recognised Kosovo.",
            &["recognize-state SRB>[XKX] - hypothetical"],
        ),
        (
            "India's foreign minister said on Monday that no recall of India's ambassador in Washington had been considered.",
            &["recall-ambassador IND>USA[] - negated"],
        ),
        (
            "Officials in London dismissed reports that Ireland, which left the Commonwealth in 1949, might rejoin.",
            &[
                "leave-member IRL>[CWN] 1949 historical",
                "join-member IRL>[CWN] - negated",
            ],
        ),
        (
            "Jamaica has recognised Palestine as a state, becoming the twelfth member of the Caribbean Community to do so.",
            &["recognize-state JAM>[PSE] 2024-08-07 asserted"],
        ),
    ]);
}

#[test]
fn what_a_parliament_votes_for_the_government_to_do_is_not_done() {
    says(&[
        (
            "South Africa's National Assembly voted on Monday to shut down the Israeli embassy.",
            &["close-embassy ISR>ZAF[] - future"],
        ),
        (
            "Iran's parliament voted on Monday to expel the British ambassador.",
            &["expel-diplomats IRN>GBR[] - future"],
        ),
        (
            "Senegal said nothing. It was among the African states that broke off ties with Israel in 1973, and restored them in 1994.",
            &[
                "sever-diplomatic-relations SEN>ISR[] 1973 historical",
                "restore-diplomatic-relations SEN>ISR[] 1994 historical",
            ],
        ),
    ]);
}
