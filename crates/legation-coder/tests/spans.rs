//! Since when a state lasts, chronologies, and times that are counted from others.

mod said;

use said::says;

#[test]
fn a_state_of_relations_that_lasts_began_then() {
    says(&[
        (
            "Ireland has had diplomatic relations with the Vatican since 1929.",
            &["establish-diplomatic-relations IRL>VAT[] 1929 historical"],
        ),
        (
            "Iran has not had diplomatic relations with the United States since April 1980.",
            &["sever-diplomatic-relations IRN>USA[] 1980-04 historical"],
        ),
        (
            "Tuvalu has had relations with Taiwan since 1979.",
            &["establish-diplomatic-relations TUV>TWN[] 1979 historical"],
        ),
        ("Tuvalu has had good relations with Taiwan since 1979.", &[]),
        (
            "Israel has had an embassy in Cairo since 1980.",
            &["open-embassy ISR>EGY[] 1980 historical"],
        ),
    ]);
}

#[test]
fn after_which_is_in_that_month() {
    says(&[(
        "Moscow recognised Abkhazia on August 26, 2008, after which Tbilisi broke off diplomatic relations.",
        &[
            "recognize-state RUS>[ABH] 2008-08-26 historical",
            "sever-diplomatic-relations GEO>RUS[] 2008-08 historical",
        ],
    )]);
}

#[test]
fn a_gerund_behind_after_has_its_own_time() {
    says(&[(
        "Colombia opened an embassy in Rabat on Monday after establishing diplomatic ties with Morocco in 2021.",
        &[
            "open-embassy COL>MAR[] 2024-08-05 asserted",
            "establish-diplomatic-relations COL>MAR[] 2021 historical",
        ],
    )]);
}

#[test]
fn said_in_september_is_the_september_before() {
    says(&[(
        "Kenya said in September that it was recalling its ambassador to Chad.",
        &["recall-ambassador KEN>TCD[] 2023-09 asserted"],
    )]);
}

#[test]
fn days_on_from_a_year_are_in_that_year() {
    says(&[(
        "The United States transferred its embassy to Jerusalem in 2018, and Guatemala followed two days later.",
        &[
            "relocate-embassy USA>ISR[] 2018 historical",
            "relocate-embassy GTM>ISR[] 2018 historical",
        ],
    )]);
}

#[test]
fn a_time_at_the_head_reaches_past_an_apposition() {
    says(&[(
        "In February 2017, when Kim Jong-nam, half-brother of the leader, was killed, Malaysia recalled its ambassador to North Korea, and on 4 March of that year it expelled the North Korean envoy.",
        &[
            "recall-ambassador MYS>PRK[] 2017-02 historical",
            "expel-diplomats MYS>PRK[] 2017-03-04 historical",
        ],
    )]);
}

#[test]
fn having_on_a_day_declared_is_of_that_day() {
    says(&[(
        "Poland is busy with its own affair, having on Thursday declared three Russian diplomats persona non grata.",
        &["expel-diplomats POL>RUS[] 2024-08-01 asserted"],
    )]);
}

#[test]
fn a_chronology_gives_its_days() {
    says(&[
        (
            "A week in March.\n\n**Sunday, March 3.** The president has found out otherwise. Ecuador expels the Colombian ambassador.\n\n**Monday, March 4.** Quito breaks off diplomatic relations with Colombia. Venezuela expels the Colombian envoy.",
            &[
                "expel-diplomats ECU>COL[] 2024-03-03 asserted",
                "sever-diplomatic-relations ECU>COL[] 2024-03-04 asserted",
                "expel-diplomats VEN>COL[] 2024-03-04 asserted",
            ],
        ),
        (
            "1991: Ukraine and Poland establish diplomatic relations.\n2014: Russia annexes Crimea.",
            &[
                "establish-diplomatic-relations UKR+POL>[] 1991 historical",
                "annex RUS>UKR[] 2014 historical",
            ],
        ),
    ]);
}

#[test]
fn before_its_time_a_state_is_its_predecessor() {
    says(&[
        (
            "Roosevelt established relations with Moscow in 1933.",
            &["establish-diplomatic-relations USA>SUN[] 1933 historical"],
        ),
        (
            "Moscow recognised Israel in 1948 and broke off relations with it in 1967.",
            &[
                "recognize-state SUN>[ISR] 1948 historical",
                "sever-diplomatic-relations SUN>ISR[] 1967 historical",
            ],
        ),
        (
            "Russia recognised Ukraine in December 1991.",
            &["recognize-state RUS>[UKR] 1991-12 historical"],
        ),
    ]);
}

#[test]
fn the_news_goes_on_after_what_was_before_it() {
    says(&[(
        "Bolivia and Venezuela on Monday broke relations with Israel. Venezuela had expelled Israel's ambassador on July 26. Mauritania recalled its ambassador.",
        &[
            "sever-diplomatic-relations BOL>ISR[] 2024-08-05 asserted",
            "sever-diplomatic-relations VEN>ISR[] 2024-08-05 asserted",
            "expel-diplomats VEN>ISR[] 2024-07-26 asserted",
            "recall-ambassador MRT>ISR[] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn who_follows_within_hours_follows_on_that_day() {
    says(&[(
        "France recognised Kosovo on Monday. Austria and Hungary did the same within hours, the ministry said on Tuesday.",
        &[
            "recognize-state FRA>[XKX] 2024-08-05 asserted",
            "recognize-state AUT>[XKX] 2024-08-05 asserted",
            "recognize-state HUN>[XKX] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn last_did_it_and_in_the_past_are_long_ago() {
    says(&[
        (
            "Indonesia recalled its ambassador to Australia on Monday. Jakarta last recalled its ambassador from Canberra in March 2006.",
            &[
                "recall-ambassador IDN>AUS[] 2024-08-05 asserted",
                "recall-ambassador IDN>AUS[] 2006-03 historical",
            ],
        ),
        (
            "In the past the Vatican refused to recognise Israel.",
            &["refuse-recognition VAT>[ISR] - historical"],
        ),
    ]);
}

#[test]
fn the_day_of_a_protest_is_not_the_day_of_its_reason() {
    says(&[(
        "Spain protested on Friday at Iran's closure of its embassy.",
        &["close-embassy IRN>ESP[] 2024-08 asserted"],
    )]);
}

#[test]
fn weeks_earlier_are_counted_from_the_day_and_not_from_a_year() {
    says(&[(
        "Somalia severed ties with Kenya on 15 May. Somaliland declared independence in 1991 but has not been recognised by any country. Two weeks earlier Mogadishu expelled the Kenyan ambassador.",
        &[
            "sever-diplomatic-relations SOM>KEN[] 2024-05-15 asserted",
            "expel-diplomats SOM>KEN[] 2024-05 asserted",
        ],
    )]);
}

#[test]
fn a_day_of_the_month_just_told_is_of_that_year() {
    says(&[(
        "Macedonia recognised Kosovo on 9 October 2008. Serbia sent the Macedonian ambassador home on 10 October.",
        &[
            "recognize-state MKD>[XKX] 2008-10-09 historical",
            "expel-diplomats SRB>MKD[] 2008-10-10 historical",
        ],
    )]);
}

#[test]
fn the_last_time_of_an_act_that_a_noun_tells_is_behind_its_verb() {
    says(&[(
        "Finland did not follow. Its last expulsion of a Russian diplomat was in 2015.",
        &["expel-diplomats FIN>RUS[] 2015 historical"],
    )]);
}

#[test]
fn what_was_done_since_a_day_of_this_month_was_done_in_this_month() {
    says(&[
        (
            "Serbia has recalled its ambassadors from Paris and London since Monday.",
            &["recall-ambassador SRB>FRA+GBR[] 2024-08 asserted"],
        ),
        (
            "Armenia established relations with Kuwait in 1994, with Bahrain in 1996 and with Qatar in 1998.",
            &[
                "establish-diplomatic-relations ARM>KWT[] 1994 historical",
                "establish-diplomatic-relations ARM>BHR[] 1996 historical",
                "establish-diplomatic-relations ARM>QAT[] 1998 historical",
            ],
        ),
    ]);
}

#[test]
fn the_same_month_of_a_year_is_of_that_year() {
    says(&[(
        "Ties were restored in 2019. Venezuela, which cut relations with Israel in the same month of 2009, has never renewed them.",
        &[
            "sever-diplomatic-relations VEN>ISR[] 2009 historical",
            "restore-diplomatic-relations VEN>ISR[] - negated",
        ],
    )]);
}
