//! Sentences of several acts and several times, and which time is whose.

mod said;

use said::says;

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
fn what_was_long_ago_is_history() {
    says(&[
        (
            "North Korea withdrew from the Nuclear Non-Proliferation Treaty in January 2003.",
            &["withdraw-treaty PRK>[NPT] 2003-01 historical"],
        ),
        (
            "The Solomon Islands switched diplomatic recognition from Taiwan to China in September 2019.",
            &[
                "sever-diplomatic-relations SLB>TWN[] 2019-09 historical",
                "establish-diplomatic-relations SLB>CHN[] 2019-09 historical",
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
fn times_of_another_clause_are_not_borrowed() {
    says(&[
        (
            "Serbia expelled Macedonia's ambassador on Friday, a day after it ordered the envoy of Montenegro out of Belgrade.",
            &[
                "expel-diplomats SRB>MKD[] 2024-08-02 asserted",
                "expel-diplomats SRB>MNE[] 2024-08-01 asserted",
            ],
        ),
        (
            "The African Union said on Tuesday it had suspended Niger from all its activities following last month's coup.",
            &["suspend-member AFU>NER[] 2024-08-06 asserted"],
        ),
        (
            "The two have had no relations since 1979, when Iran cut ties with Egypt over its peace treaty with Israel.",
            &["sever-diplomatic-relations IRN>EGY[] 1979 historical"],
        ),
        (
            "Ties have been bad since December, when Chile expelled the ambassador of Cuba.",
            &["expel-diplomats CHL>CUB[] 2023-12 asserted"],
        ),
        (
            "Panama broke ties with Taiwan in June last year, while Honduras did so in May.",
            &[
                "sever-diplomatic-relations PAN>TWN[] 2023-06 historical",
                "sever-diplomatic-relations HND>TWN[] 2024-05 asserted",
            ],
        ),
        (
            "Kuwait's ambassador returned to Lebanon on Friday, more than five months after he was recalled.",
            &[
                "return-ambassador KWT>LBN[] 2024-08-02 asserted",
                "recall-ambassador KWT>LBN[] - asserted",
            ],
        ),
        (
            "Egypt concluded a treaty in 1979 and was suspended from the Arab League for ten years.",
            &["suspend-member ARL>EGY[] 1979 historical"],
        ),
    ]);
}

#[test]
fn a_weekday_ahead_is_the_next_one_and_the_day_of_the_telling_is_no_date() {
    says(&[
        (
            "Iran's embassy in Riyadh will be officially reopened on Tuesday, the foreign ministry in Tehran said.",
            &["reopen-embassy IRN>SAU[] 2024-08-13 future"],
        ),
        (
            "Morocco on Tuesday announced it was severing diplomatic ties with Iran, and would expel the Iranian ambassador.",
            &[
                "sever-diplomatic-relations MAR>IRN[] 2024-08-06 asserted",
                "expel-diplomats MAR>IRN[] - future",
            ],
        ),
    ]);
}

#[test]
fn a_party_and_a_day_without_a_verb_go_on_with_the_verb_before() {
    says(&[(
        "Chile recalled its ambassador to Israel on Tuesday, and Jordan on Wednesday.",
        &[
            "recall-ambassador CHL>ISR[] 2024-08-06 asserted",
            "recall-ambassador JOR>ISR[] 2024-08-07 asserted",
        ],
    )]);
    says(&[
        (
            "Nicaragua recognised Kosovo in September 2023, Venezuela in February 2024 and Nauru in May 2024.",
            &[
                "recognize-state NIC>[XKX] 2023-09 asserted",
                "recognize-state VEN>[XKX] 2024-02 asserted",
                "recognize-state NRU>[XKX] 2024-05 asserted",
            ],
        ),
        (
            "North Korea opened diplomatic relations with Angola in 1975 and with Uganda in 1963.",
            &[
                "establish-diplomatic-relations PRK>AGO[] 1975 historical",
                "establish-diplomatic-relations PRK>UGA[] 1963 historical",
            ],
        ),
    ]);
}

#[test]
fn a_day_told_beside_the_news_is_not_the_day_of_the_news() {
    says(&[(
        "Bulgaria has recalled its ambassador to Belarus in solidarity with Poland, which withdrew its own on Monday.",
        &[
            "recall-ambassador BGR>BLR[] 2024-08-07 asserted",
            "withdraw-ambassador POL>BLR[] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn a_day_of_the_month_is_of_the_month_of_the_news() {
    says(&[
        (
            "Mauritius named a high commissioner to Mozambique on the 2nd.",
            &["appoint-ambassador MUS>MOZ[] 2024-08-02 asserted"],
        ),
        (
            "Mauritius named a high commissioner to Mozambique on the 20th.",
            &["appoint-ambassador MUS>MOZ[] 2024-07-20 asserted"],
        ),
        (
            "Chad on the 20th floor of a hotel in Doha recalled its ambassador to Sudan.",
            &["recall-ambassador TCD>SDN[] 2024-08-07 asserted"],
        ),
        (
            "On Monday last week Togo recalled its ambassador to Benin.",
            &["recall-ambassador TGO>BEN[] 2024-07-29 asserted"],
        ),
    ]);
}

#[test]
fn a_month_of_the_following_year_is_counted_from_the_year_told() {
    says(&[
        (
            "Peru restored relations with Cuba in July 1972, Argentina in May of the following year and Ecuador last December.",
            &[
                "restore-diplomatic-relations PER>CUB[] 1972-07 historical",
                "restore-diplomatic-relations ARG>CUB[] 1973-05 historical",
                "restore-diplomatic-relations ECU>CUB[] 2023-12 asserted",
            ],
        ),
        (
            "Honduras severed ties with Taiwan in March 2023 and established relations with China the same day.",
            &[
                "sever-diplomatic-relations HND>TWN[] 2023-03 historical",
                "establish-diplomatic-relations HND>CHN[] 2023-03 historical",
            ],
        ),
        (
            "In March 2022 Mali expelled two French diplomats. Paris expelled two Malian diplomats in April.",
            &[
                "expel-diplomats MLI>FRA[] 2022-03 historical",
                "expel-diplomats FRA>MLI[] 2022-04 historical",
            ],
        ),
    ]);
}

#[test]
fn the_time_at_the_head_is_that_of_the_main_clause_whatever_is_put_in_between() {
    says(&[
        (
            "In September 2011, more than a year after nine people died on a ship, Turkey downgraded relations with Israel.",
            &["downgrade-diplomatic-relations TUR>ISR[] 2011-09 historical"],
        ),
        (
            "The Maldives left the Commonwealth in 2016, and in January 2021 resumed relations with Qatar.",
            &[
                "leave-member MDV>[CWN] 2016 historical",
                "restore-diplomatic-relations MDV>QAT[] 2021-01 historical",
            ],
        ),
        (
            "Having broken off relations with Chile in April 1962, Bolivia resumed relations in February 1975.",
            &[
                "sever-diplomatic-relations BOL>CHL[] 1962-04 historical",
                "restore-diplomatic-relations BOL>CHL[] 1975-02 historical",
            ],
        ),
        (
            "Sudan restored relations with Iran in October 2022, having cut them in January 2016.",
            &[
                "restore-diplomatic-relations SDN>IRN[] 2022-10 historical",
                "sever-diplomatic-relations SDN>IRN[] 2016-01 historical",
            ],
        ),
        (
            "Thailand recalled its ambassador to Cambodia in November 2009, when a fugitive was made an adviser there, and returned him in August 2010.",
            &[
                "recall-ambassador THA>KHM[] 2009-11 historical",
                "return-ambassador THA>KHM[] 2010-08 historical",
            ],
        ),
    ]);
}

#[test]
fn as_many_times_as_parties_are_told_in_turn() {
    says(&[
        (
            "North Macedonia and Montenegro established diplomatic relations with Kosovo in 2009 and 2010 respectively.",
            &[
                "establish-diplomatic-relations MKD>XKX[] 2009 historical",
                "establish-diplomatic-relations MNE>XKX[] 2010 historical",
            ],
        ),
        (
            "Chad closed its embassies in Togo and Benin in 2011 and 2013.",
            &[
                "close-embassy TCD>TGO[] 2011 historical",
                "close-embassy TCD>BEN[] 2013 historical",
            ],
        ),
        (
            "Russia recognised Abkhazia and South Ossetia in 2008. Nauru and Syria recognised the two regions in 2009 and 2018.",
            &[
                "recognize-state RUS>[ABH+OSE] 2008 historical",
                "recognize-state NRU>[ABH+OSE] 2009 historical",
                "recognize-state SYR>[ABH+OSE] 2018 historical",
            ],
        ),
        (
            "Kenya and Ghana recognised Kosovo in 2012 and in 2013 recalled their ambassadors to Serbia.",
            &[
                "recognize-state KEN>[XKX] 2012 historical",
                "recognize-state GHA>[XKX] 2012 historical",
                "recall-ambassador KEN>SRB[] 2013 historical",
                "recall-ambassador GHA>SRB[] 2013 historical",
            ],
        ),
    ]);
}

#[test]
fn a_lasting_state_has_the_day_of_its_beginning() {
    says(&[
        (
            "Malaysia's embassy in Pyongyang has been closed since 2017.",
            &["close-embassy MYS>PRK[] 2017 historical"],
        ),
        (
            "The Russian embassy in Minsk was closed between 1992 and 1999.",
            &["close-embassy RUS>BLR[] 1992 historical"],
        ),
    ]);
}

#[test]
fn what_is_counted_roughly_from_a_thing_has_no_day() {
    says(&[
        (
            "Honduras severed ties with Taiwan in March 2023. China opened an embassy in Honduras less than three months later.",
            &[
                "sever-diplomatic-relations HND>TWN[] 2023-03 historical",
                "open-embassy CHN>HND[] - historical",
            ],
        ),
        (
            "Britain, which broke off relations with Libya in April 1984, restored them three months after the handover.",
            &[
                "sever-diplomatic-relations GBR>LBY[] 1984-04 historical",
                "restore-diplomatic-relations GBR>LBY[] - asserted",
            ],
        ),
        (
            "Niger on Monday expelled Ecuador's ambassador in retaliation for the expulsion of its envoy from Quito.",
            &["expel-diplomats NER>ECU[] 2024-08-05 asserted"],
        ),
    ]);
}

#[test]
fn what_was_not_done_until_then_was_done_then() {
    says(&[
        (
            "Iraq did not recognise Kuwait until 1963.",
            &["recognize-state IRQ>[KWT] 1963 historical"],
        ),
        (
            "It was not until November 1984 that Iraq and the United States resumed full relations.",
            &["restore-diplomatic-relations IRQ+USA>[] 1984-11 historical"],
        ),
        (
            "Mali did not recall its ambassador to Libya until Saturday.",
            &["recall-ambassador MLI>LBY[] 2024-08-03 asserted"],
        ),
        (
            "Ghana will not reopen its embassy in Tripoli until June.",
            &["reopen-embassy GHA>LBY[] - negated"],
        ),
    ]);
}

#[test]
fn the_last_time_has_its_date_behind_it() {
    says(&[(
        "The last time that the Netherlands recalled its ambassador from Jakarta was in January 2015.",
        &["recall-ambassador NLD>IDN[] 2015-01 historical"],
    )]);
}

#[test]
fn the_day_in_a_reason_is_not_that_of_the_act() {
    says(&[(
        "The Philippines has recalled its ambassador to Canada because Ottawa let a July 15 deadline pass.",
        &["recall-ambassador PHL>CAN[] 2024-08-07 asserted"],
    )]);
}

#[test]
fn a_month_goes_on_in_the_year_that_is_told_of_the_same_state_only() {
    says(&[
        (
            "In March 2021 Ghana opened an embassy in Baku. Ghana recalled its ambassador from Lome in June.",
            &[
                "open-embassy GHA>AZE[] 2021-03 historical",
                "recall-ambassador GHA>TGO[] 2021-06 historical",
            ],
        ),
        (
            "Sierra Leone recognised Kosovo in June 2008. Nauru withdrew its recognition of Kosovo in November.",
            &[
                "recognize-state SLE>[XKX] 2008-06 historical",
                "withdraw-recognition NRU>[XKX] 2023-11 asserted",
            ],
        ),
    ]);
}

#[test]
fn what_it_came_to_in_the_end_has_its_own_year() {
    says(&[(
        "Nauru dropped Taiwan for China in 2002, only to restore ties with Taipei in 2005.",
        &[
            "sever-diplomatic-relations NRU>TWN[] 2002 historical",
            "restore-diplomatic-relations NRU>TWN[] 2005 historical",
        ],
    )]);
}

#[test]
fn what_came_after_what_is_told_has_no_date_of_it() {
    says(&[(
        "Poland and Hungary recognised Palestine in 1988, well before they joined the European Union.",
        &[
            "recognize-state POL>[PSE] 1988 historical",
            "recognize-state HUN>[PSE] 1988 historical",
            "join-member POL>[EUR] - asserted",
            "join-member HUN>[EUR] - asserted",
        ],
    )]);
}

#[test]
fn a_time_at_the_head_reaches_past_a_clause_put_in_behind_it() {
    says(&[(
        "On July 31 of this year, when the senate removed its president, Venezuela withdrew its ambassador from Brasilia and Brazil recalled its own envoy in Caracas.",
        &[
            "withdraw-ambassador VEN>BRA[] 2024-07-31 asserted",
            "recall-ambassador BRA>VEN[] 2024-07-31 asserted",
        ],
    )]);
}

#[test]
fn a_day_within_the_verb_is_its_own() {
    says(&[(
        "New Delhi had on April 23, the day after the massacre of tourists, expelled the Pakistani attaches.",
        &["expel-diplomats IND>PAK[] 2024-04-23 asserted"],
    )]);
}

#[test]
fn what_came_after_an_act_tells_only_by_when_it_was_done() {
    says(&[(
        "Pretoria called for calm on Tuesday after the United States expelled South Africa's ambassador. The secretary of state made it known on Monday.",
        &["expel-diplomats USA>ZAF[] 2024-08-05 asserted"],
    )]);
}

#[test]
fn the_entries_of_a_chronology_have_the_days_before_the_colon() {
    says(&[(
        "Venezuela broke diplomatic relations with Colombia on Monday.\n\nJuly 28, 2022: Venezuela recalls its ambassador to Colombia.",
        &[
            "sever-diplomatic-relations VEN>COL[] 2024-08-05 asserted",
            "recall-ambassador VEN>COL[] 2022-07-28 historical",
        ],
    )]);
}

#[test]
fn a_time_behind_the_verb_joined_on_is_of_both() {
    says(&[(
        "The Solomon Islands broke off relations with Taiwan and established diplomatic relations with Beijing in September 2019.",
        &[
            "sever-diplomatic-relations SLB>TWN[] 2019-09 historical",
            "establish-diplomatic-relations SLB>CHN[] 2019-09 historical",
        ],
    )]);
}

#[test]
fn seasons_halves_and_middles_are_of_their_year() {
    says(&[
        (
            "France closed its embassy in Mali in the spring of 2022.",
            &["close-embassy FRA>MLI[] 2022 historical"],
        ),
        (
            "France closed its embassy in Mali in the second half of 2022.",
            &["close-embassy FRA>MLI[] 2022 historical"],
        ),
        (
            "France closed its embassy in Mali in the autumn.",
            &["close-embassy FRA>MLI[] 2023 historical"],
        ),
        (
            "France closed its embassy in Mali in mid-July.",
            &["close-embassy FRA>MLI[] 2024-07 asserted"],
        ),
        (
            "France closed its embassy in Mali in the mid-1990s.",
            &["close-embassy FRA>MLI[] - historical"],
        ),
    ]);
}

#[test]
fn what_was_done_within_days_of_a_time_long_past_is_of_that_year() {
    says(&[(
        "The Organization of American States imposed an embargo on Haiti within days of the coup of September 30, 1991.",
        &["impose-sanctions OAS>HTI[] 1991 historical"],
    )]);
}

#[test]
fn a_remark_on_the_first_to_do_so_is_no_news() {
    says(&[
        (
            "China and Indonesia resumed diplomatic relations on Tuesday. Indonesia was among the first to recognise the People's Republic of China.",
            &[
                "restore-diplomatic-relations CHN+IDN>[] 2024-08-06 asserted",
                "recognize-state IDN>[CHN] - historical",
            ],
        ),
        (
            "Malaysia was the first of the group to establish relations with China, in May 1974.",
            &["establish-diplomatic-relations MYS>CHN[] 1974-05 historical"],
        ),
    ]);
}

#[test]
fn who_broke_with_one_to_turn_to_another_has_done_both() {
    says(&[
        (
            "Tonga broke with Taiwan in November 2018 to establish relations with Beijing.",
            &[
                "sever-diplomatic-relations TON>TWN[] 2018-11 historical",
                "establish-diplomatic-relations TON>CHN[] 2018-11 historical",
            ],
        ),
        (
            "Tonga will break off relations with Taiwan to establish relations with Beijing.",
            &[
                "sever-diplomatic-relations TON>TWN[] - future",
                "establish-diplomatic-relations TON>CHN[] - future",
            ],
        ),
    ]);
}

#[test]
fn today_is_the_day_on_which_a_report_was_filed() {
    says(&[(
        "WASHINGTON, Aug. 6 — The United States and Iraq restored full diplomatic relations today, ending a break of years.",
        &["restore-diplomatic-relations USA+IRQ>[] 2024-08-06 asserted"],
    )]);
}

#[test]
fn at_that_time_is_the_time_told_and_a_day_of_a_thing_is_not_the_report_s() {
    says(&[
        (
            "Qatar recalled its ambassador from Tehran in January 2016. The Saudis severed relations with Iran at that time, and \
             Bahrain did the same.",
            &[
                "recall-ambassador QAT>IRN[] 2016-01 historical",
                "sever-diplomatic-relations SAU>IRN[] 2016-01 historical",
                "sever-diplomatic-relations BHR>IRN[] 2016-01 historical",
            ],
        ),
        (
            "Serbia refuses to recognise Kosovo, which declared independence in 2008. Macedonia and Montenegro recognised it on the \
             same day in October of that year.",
            &[
                "refuse-recognition SRB>[XKX] - asserted",
                "recognize-state MKD>[XKX] 2008-10 historical",
                "recognize-state MNE>[XKX] 2008-10 historical",
            ],
        ),
        (
            "The African Union suspended Guinea in December and Mauritania in August last year after coups.",
            &[
                "suspend-member AFU>GIN[] 2023-12 asserted",
                "suspend-member AFU>MRT[] 2023-08 asserted",
            ],
        ),
        (
            "The European Union has banned visas for Burmese officials since October.",
            &["impose-sanctions EUR>MMR[] 2023-10 asserted"],
        ),
    ]);
}

#[test]
fn two_who_quarrelled_before_acted_on_each_other() {
    says(&[(
        "Peru recalled its envoy from Caracas on Monday. Paraguay and Venezuela have fallen out before. Caracas withdrew its ambassador \
         in 2012 after the removal of the president, and the two countries restored full ties in 2013.",
        &[
            "recall-ambassador PER>VEN[] 2024-08-05 asserted",
            "withdraw-ambassador VEN>PRY[] 2012 historical",
            "restore-diplomatic-relations VEN+PRY>[] 2013 historical",
        ],
    )]);
}
