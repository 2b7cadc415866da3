//! Whose act it is, of whom and toward whom, where the sentence leaves it out or names others besides.

mod said;

use said::says;

#[test]
fn withdrew_its_recognition_is_of_what_the_sentence_recognised() {
    says(&[(
        "Nicaragua recognised Kosovo in 2012 and withdrew its recognition in November 2019.",
        &[
            "recognize-state NIC>[XKX] 2012 historical",
            "withdraw-recognition NIC>[XKX] 2019-11 historical",
        ],
    )]);
}

#[test]
fn who_cuts_them_again_cuts_them_with_the_one_who_restored_them() {
    says(&[(
        "Zambia's president spoke in Lusaka. Morocco severed relations with Algeria in March 1976, restored them in May 1988, and Algiers cut them again on 24 August 2021.",
        &[
            "sever-diplomatic-relations MAR>DZA[] 1976-03 historical",
            "restore-diplomatic-relations MAR>DZA[] 1988-05 historical",
            "sever-diplomatic-relations DZA>MAR[] 2021-08-24 historical",
        ],
    )]);
}

#[test]
fn an_envoy_who_is_sent_back_is_the_one_recalled() {
    says(&[(
        "Serbia recalled its ambassador from Podgorica in May and sent him back to Montenegro in June.",
        &[
            "recall-ambassador SRB>MNE[] 2024-05 asserted",
            "return-ambassador SRB>MNE[] 2024-06 asserted",
        ],
    )]);
}

#[test]
fn what_stands_in_the_reason_is_no_other_side() {
    says(&[(
        "North Korea closed its embassy in Malaysia on Sunday, two days after Pyongyang severed relations over the extradition of a businessman to the United States.",
        &[
            "close-embassy PRK>MYS[] 2024-08-04 asserted",
            "sever-diplomatic-relations PRK>MYS[] 2024-08-02 asserted",
        ],
    )]);
}

#[test]
fn with_whom_may_stand_at_the_head() {
    says(&[(
        "Sudan severed relations with the United Arab Emirates on Sunday. With Iran, on the other hand, Sudan restored relations in October 2023, having cut them in January 2016.",
        &[
            "sever-diplomatic-relations SDN>ARE[] 2024-08-04 asserted",
            "restore-diplomatic-relations SDN>IRN[] 2023-10 asserted",
            "sever-diplomatic-relations SDN>IRN[] 2016-01 historical",
        ],
    )]);
}

#[test]
fn envoys_of_several_are_expelled_with_each_other() {
    says(&[
        (
            "The Brazilian ambassador and the Canadian charge were expelled by Venezuela.",
            &["expel-diplomats VEN>BRA+CAN[] 2024-08-07 asserted"],
        ),
        (
            "Venezuela expelled the Brazilian ambassador and the Canadian charge.",
            &["expel-diplomats VEN>BRA+CAN[] 2024-08-07 asserted"],
        ),
    ]);
}

#[test]
fn what_a_step_does_not_mean_is_not_so() {
    says(&[(
        "The decision does not mean that Tokyo is breaking off diplomatic ties with Syria.",
        &["sever-diplomatic-relations JPN>SYR[] - negated"],
    )]);
}

#[test]
fn who_is_joined_by_others_is_none_of_them() {
    says(&[(
        "Niger said that it was right. Together with Mali and Burkina Faso it left ECOWAS on 29 January 2024.",
        &["leave-member NER>[ECW] 2024-01-29 asserted"],
    )]);
}

#[test]
fn the_embassy_abroad_is_that_of_the_state_whose_news_it_is() {
    says(&[
        (
            "ULAN BATOR, Aug 7 (MNA) - Mongolia is saving money. Mongolia has twenty embassies. The embassy in Havana was closed in June.",
            &["close-embassy MNG>CUB[] 2024-06 asserted"],
        ),
        (
            "HAVANA, Aug 7 (CNA) - The United States has no friends here. The embassy in Havana was closed in June.",
            &[],
        ),
    ]);
}

#[test]
fn under_whose_pressure_it_was_is_no_other_side() {
    says(&[(
        "Israel's prime minister met Chad's president. Chad severed relations in 1972 under pressure from Libya.",
        &["sever-diplomatic-relations TCD>ISR[] 1972 historical"],
    )]);
}

#[test]
fn relations_restored_are_those_that_the_sentence_cut() {
    says(&[(
        "Kuwait recalled its ambassador from Iran. Riyadh previously cut its links with the Islamic Republic in 1988, and relations were restored in 1991.",
        &[
            "recall-ambassador KWT>IRN[] 2024-08-07 asserted",
            "sever-diplomatic-relations SAU>IRN[] 1988 historical",
            "restore-diplomatic-relations SAU+IRN>[] 1991 historical",
        ],
    )]);
}

#[test]
fn which_neighbours_decided_is_not_told() {
    says(&[(
        "Serbia expelled Macedonia's ambassador on Sunday, in reprisal for the decision by its two southern neighbours to recognise the independence of Kosovo.",
        &["expel-diplomats SRB>MKD[] 2024-08-04 asserted"],
    )]);
}

#[test]
fn who_was_president_then_acts_for_the_state_of_then() {
    says(&[(
        "China suspended relations with Senegal in January 1996 after the government of then-President Abdou Diouf recognised Taiwan.",
        &[
            "suspend-diplomatic-relations CHN>SEN[] 1996-01 historical",
            "recognize-state SEN>[TWN] 1996-01 historical",
        ],
    )]);
}

#[test]
fn withdrawn_for_consultations_is_recalled() {
    says(&[
        (
            "Japan withdrew its ambassador to South Korea for consultations.",
            &["recall-ambassador JPN>KOR[] 2024-08-07 asserted"],
        ),
        (
            "Japan withdrew its ambassador to South Korea.",
            &["withdraw-ambassador JPN>KOR[] 2024-08-07 asserted"],
        ),
    ]);
}

#[test]
fn where_a_summit_meets_is_nobody_whom_it_is_about() {
    says(&[(
        "At a summit in the Ghanaian capital, ECOWAS agreed on Sunday to close borders with Mali and freeze its assets.",
        &["impose-sanctions ECW>MLI[] 2024-08-04 asserted"],
    )]);
}

#[test]
fn from_the_seat_of_a_government_the_government_is_its_own() {
    says(&[
        (
            "DHAKA, Aug 7 - The cabinet has decided to recognise Kosovo as an independent state.",
            &["recognize-state BGD>[XKX] 2024-08-07 asserted"],
        ),
        (
            "BRUSSELS, Aug 7 - The foreign ministers imposed an arms embargo on Guinea.",
            &[],
        ),
        (
            "BONN, Aug 7 - President Miller imposed an arms embargo on Guinea.",
            &[],
        ),
    ]);
}

#[test]
fn verbs_share_what_helps_them_over_what_the_first_governs() {
    says(&[(
        "Somalia has ordered all Soviet advisers to leave within seven days and broken diplomatic relations with Cuba.",
        &["sever-diplomatic-relations SOM>CUB[] 2024-08-07 asserted"],
    )]);
}

#[test]
fn ambassadors_exchanged_are_named_by_both() {
    says(&[(
        "Sri Lanka and Israel restored full diplomatic relations on Monday. The two countries will exchange ambassadors.",
        &[
            "restore-diplomatic-relations LKA+ISR>[] 2024-08-05 asserted",
            "appoint-ambassador LKA>ISR[] - future",
            "appoint-ambassador ISR>LKA[] - future",
        ],
    )]);
}

#[test]
fn an_envoy_whom_the_report_named_is_still_the_envoy() {
    says(&[(
        "Indonesia recalled its own ambassador to Australia, Nadjib Riphat Kesoema, in May and sent him back in June. Indonesia recalled Mr Nadjib again on Monday.",
        &[
            "recall-ambassador IDN>AUS[] 2024-05 asserted",
            "return-ambassador IDN>AUS[] 2024-06 asserted",
            "recall-ambassador IDN>AUS[] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn the_council_and_the_ministers_are_those_of_the_organisation_spoken_of() {
    says(&[
        (
            "The United States lifted sanctions on Burundi on Monday. The European Union has not yet followed. In July the Council extended the asset freezes on four Burundians.",
            &[
                "lift-sanctions USA>BDI[] 2024-08-05 asserted",
                "extend-sanctions EUR>BDI[] 2024-07 asserted",
            ],
        ),
        (
            "European Union foreign ministers lifted the embargo on Uzbekistan on Monday. The ministers also imposed an arms embargo on Guinea.",
            &[
                "lift-sanctions EUR>UZB[] 2024-08-05 asserted",
                "impose-sanctions EUR>GIN[] 2024-08-05 asserted",
            ],
        ),
        (
            "The European Union on Monday suspended sanctions on four Venezuelan officials. Washington has taken the opposite course. On 17 April it restored the sanctions on Venezuela's oil sector.",
            &[
                "ease-sanctions EUR>VEN[] 2024-08-05 asserted",
                "impose-sanctions USA>VEN[] 2024-04-17 asserted",
            ],
        ),
    ]);
}

#[test]
fn the_government_that_is_the_sole_one_is_recognised() {
    says(&[(
        "The Government of Lesotho recognizes that the Government of the People's Republic of China is the sole legal government of China.",
        &["recognize-government LSO>[CHN] 2024-08-07 asserted"],
    )]);
}

#[test]
fn both_states_and_the_new_state_are_those_recognised_before() {
    says(&[
        (
            "The European Community recognised Slovenia and Croatia on Tuesday. Hungary also recognised both states on Wednesday.",
            &[
                "recognize-state EUR>[SVN+HRV] 2024-08-06 asserted",
                "recognize-state HUN>[SVN+HRV] 2024-08-07 asserted",
            ],
        ),
        (
            "Serbia protested after the United States recognised Kosovo on Monday. France recognised the new state on Tuesday.",
            &[
                "recognize-state USA>[XKX] 2024-08-05 asserted",
                "recognize-state FRA>[XKX] 2024-08-06 asserted",
            ],
        ),
    ]);
}

#[test]
fn an_annexation_over_which_sanctions_are_imposed_is_that_of_the_sanctioned() {
    says(&[
        (
            "The United States imposed sanctions on Russia in 2014 over its annexation of Crimea.",
            &[
                "impose-sanctions USA>RUS[] 2014 historical",
                "annex RUS>UKR[] 2014 historical",
            ],
        ),
        (
            "Ukraine expelled the Syrian ambassador after its recognition of Abkhazia.",
            &[
                "expel-diplomats UKR>SYR[] 2024-08-07 asserted",
                "recognize-state SYR>[ABH] 2024-08 asserted",
            ],
        ),
    ]);
}

#[test]
fn a_member_of_an_organisation_is_not_the_organisation() {
    says(&[
        (
            "Turkey signed a deal with Russia in May. The United States on Friday imposed sanctions on the NATO ally.",
            &["impose-sanctions USA>TUR[] 2024-08-02 asserted"],
        ),
        (
            "President Joe Biden reneged on a nuclear accord with Iran and announced sanctions against the OPEC member.",
            &["impose-sanctions USA>IRN[] 2024-08-07 asserted"],
        ),
    ]);
}

#[test]
fn of_two_the_country_of_an_after_clause_is_the_one_acted_on() {
    says(&[(
        "China has established diplomatic ties with El Salvador, after the country broke off diplomatic ties with Taiwan.",
        &[
            "establish-diplomatic-relations CHN>SLV[] 2024-08-07 asserted",
            "sever-diplomatic-relations SLV>TWN[] 2024-08-07 asserted",
        ],
    )]);
}

#[test]
fn who_decided_decided_both_things() {
    says(&[(
        "Netanyahu praised Trump's decision to recognise Jerusalem as Israel's capital and move the US embassy there.",
        &[
            "welcome ISR>USA[] 2024-08-07 asserted",
            "recognize-claim USA>ISR[] 2024-08-07 asserted",
        ],
    )]);
}

#[test]
fn the_former_and_the_latter_are_those_named_last() {
    says(&[(
        "Ukraine and Moldova cut ties with Syria. The former also recalled its ambassador from Iran; the latter closed its embassy in Damascus.",
        &[
            "sever-diplomatic-relations UKR>SYR[] 2024-08-07 asserted",
            "sever-diplomatic-relations MDA>SYR[] 2024-08-07 asserted",
            "recall-ambassador UKR>IRN[] 2024-08-07 asserted",
            "close-embassy MDA>SYR[] 2024-08-07 asserted",
        ],
    )]);
}

#[test]
fn the_only_one_that_has_done_it_is_the_subject() {
    says(&[
        (
            "Pakistan was the only member of the United Nations that had not recognised the independence of Armenia.",
            &["recognize-state PAK>[ARM] - negated"],
        ),
        (
            "Ireland is the only country in the European Union that has recognised Somaliland.",
            &["recognize-state IRL>[SMD] - historical"],
        ),
    ]);
}

#[test]
fn those_who_switch_leave_taipei() {
    says(&[(
        "Nauru cut ties with Taiwan on Monday. The Solomon Islands and Kiribati switched in 2019, and Burkina Faso did so in 2018.",
        &[
            "sever-diplomatic-relations NRU>TWN[] 2024-08-05 asserted",
            "sever-diplomatic-relations SLB>TWN[] 2019 historical",
            "sever-diplomatic-relations KIR>TWN[] 2019 historical",
            "sever-diplomatic-relations BFA>TWN[] 2018 historical",
        ],
    )]);
}

#[test]
fn an_envoy_by_name_alone_is_of_the_two_whose_news_it_is() {
    says(&[(
        "Rwanda on Tuesday cut diplomatic ties with France. Ambassador Dominique Decherf was given 24 hours to quit Kigali.",
        &[
            "sever-diplomatic-relations RWA>FRA[] 2024-08-06 asserted",
            "expel-diplomats RWA>FRA[] 2024-08-06 asserted",
        ],
    )]);
}

#[test]
fn whom_unnamed_states_acted_on_the_next_act_on_too() {
    says(&[(
        "Two governments recalled their ambassadors from Indonesia after the execution. Brazil recalled its envoy on Sunday.",
        &["recall-ambassador BRA>IDN[] 2024-08-04 asserted"],
    )]);
}

#[test]
fn its_ambassador_in_a_capital_is_not_that_capitals() {
    says(&[(
        "Algeria on Monday recalled its ambassadors from Mali and Niger. Mali's prime minister said that Algeria sponsors terrorism. Its ambassador in Bamako was summoned on Tuesday.",
        &[
            "recall-ambassador DZA>MLI+NER[] 2024-08-05 asserted",
            "summon-ambassador MLI>DZA[] 2024-08-06 asserted",
        ],
    )]);
}

#[test]
fn an_organisation_goes_on_suspending() {
    says(&[(
        "ECOWAS suspended Mali in May 2021, Burkina Faso in January 2022 and, after a coup, Niger.",
        &[
            "suspend-member ECW>MLI[] 2021-05 historical",
            "suspend-member ECW>BFA[] 2022-01 historical",
        ],
    )]);
}

#[test]
fn the_two_republics_are_those_named_last() {
    says(&[(
        "Slovenia and Croatia are states. The European Union recognised the two republics on Monday.",
        &["recognize-state EUR>[SVN+HRV] 2024-08-05 asserted"],
    )]);
}

#[test]
fn both_countries_are_the_two_spoken_of_even_where_nothing_is_told_yet() {
    says(&[
        (
            "India and Pakistan traded fire across the line. Both countries recalled their envoys on Monday.",
            &[
                "recall-ambassador IND>PAK[] 2024-08-05 asserted",
                "recall-ambassador PAK>IND[] 2024-08-05 asserted",
            ],
        ),
        (
            "Relations between Colombia and Nicaragua worsened. Both have recalled their ambassadors.",
            &[
                "recall-ambassador NIC>COL[] 2024-08-07 asserted",
                "recall-ambassador COL>NIC[] 2024-08-07 asserted",
            ],
        ),
    ]);
}

#[test]
fn both_who_acted_together_act_on_the_third() {
    says(&[(
        "Mali and Niger cut ties with Ukraine on Monday. Both closed their embassies in Kyiv.",
        &[
            "sever-diplomatic-relations MLI>UKR[] 2024-08-05 asserted",
            "sever-diplomatic-relations NER>UKR[] 2024-08-05 asserted",
            "close-embassy MLI>UKR[] 2024-08-05 asserted",
            "close-embassy NER>UKR[] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn its_ambassador_is_of_the_one_who_decides() {
    says(&[(
        "Spain's foreign ministry noted Algeria's decision to send back its ambassador, who had been recalled in March.",
        &["recall-ambassador DZA>ESP[] 2024-03 asserted"],
    )]);
}

#[test]
fn nobody_recognises_himself() {
    says(&[(
        "Israel and the PLO recognised each other on Monday in letters signed by Arafat and Rabin.",
        &["recognize-government ISR>[PSE] 2024-08-05 asserted"],
    )]);
}

#[test]
fn a_clause_begins_behind_a_list_that_only_seems_to_go_on() {
    says(&[(
        "The European Union has recalled all its ambassadors from Tegucigalpa and Venezuela, which pulled out its ambassador on Monday, has cut off oil supplies.",
        &[
            "recall-ambassador EUR>HND[] 2024-08-07 asserted",
            "recall-ambassador VEN>HND[] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn a_military_government_is_that_of_its_seat() {
    says(&[(
        "Australia on Tuesday expelled Fiji's ambassador, a day after the military government in Suva threw out its envoy.",
        &[
            "expel-diplomats AUS>FJI[] 2024-08-06 asserted",
            "expel-diplomats FJI>AUS[] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn a_capital_before_a_mission_is_where_it_is() {
    says(&[
        (
            "Israel closed the Bogota embassy on Monday.",
            &["close-embassy ISR>COL[] 2024-08-05 asserted"],
        ),
        (
            "Brazil's Lula orders ambassador home from Israel",
            &["recall-ambassador BRA>ISR[] 2024-08-07 asserted"],
        ),
        (
            "Mali breaks diplomatic ties with Ukraine; Niger follows",
            &[
                "sever-diplomatic-relations MLI>UKR[] 2024-08-07 asserted",
                "sever-diplomatic-relations NER>UKR[] 2024-08-07 asserted",
            ],
        ),
    ]);
}
