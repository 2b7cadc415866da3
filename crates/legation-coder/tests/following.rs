//! Who followed whom, and who did the same to others.

mod said;

use said::says;

#[test]
fn who_is_followed_did_it_first_and_each_follower_on_his_day() {
    says(&[
        (
            "Iceland recognised Kosovo on July 8, followed by Switzerland on July 9 and Norway on July 12.",
            &[
                "recognize-state ISL>[XKX] 2024-07-08 asserted",
                "recognize-state CHE>[XKX] 2024-07-09 asserted",
                "recognize-state NOR>[XKX] 2024-07-12 asserted",
            ],
        ),
        (
            "Iceland was the first country to recognise Kosovo, on August 2, followed by Switzerland.",
            &[
                "recognize-state ISL>[XKX] 2024-08-02 asserted",
                "recognize-state CHE>[XKX] 2024-08 asserted",
            ],
        ),
    ]);
}

#[test]
fn whoever_did_the_same_to_others_did_what_he_had_done() {
    says(&[(
        "Serbia withdrew its ambassador from Washington on Monday, hours after the United States recognised Kosovo. \
         It did the same with France and Turkey on Tuesday.",
        &[
            "withdraw-ambassador SRB>USA[] 2024-08-05 asserted",
            "recognize-state USA>[XKX] 2024-08-05 asserted",
            "withdraw-ambassador SRB>FRA+TUR[] 2024-08-06 asserted",
        ],
    )]);
}

#[test]
fn the_next_day_is_not_that_of_what_was_done_a_day_earlier() {
    says(&[(
        "Bahrain cut all ties with Iran on Sunday, following Saudi Arabia's severing of relations a day earlier, while \
         Kuwait recalled its ambassador the next day.",
        &[
            "sever-diplomatic-relations BHR>IRN[] 2024-08-04 asserted",
            "sever-diplomatic-relations SAU>IRN[] 2024-08-03 asserted",
            "recall-ambassador KWT>IRN[] 2024-08-05 asserted",
        ],
    )]);
}

#[test]
fn a_third_party_sides_with_the_one_who_struck_first() {
    says(&[
        (
            "Britain expelled 23 Russian diplomats. Russia responded by expelling 23 Britons. Canada expelled four diplomats in solidarity.",
            &[
                "expel-diplomats GBR>RUS[] 2024-08-07 asserted",
                "expel-diplomats RUS>GBR[] 2024-08-07 asserted",
                "expel-diplomats CAN>RUS[] 2024-08-07 asserted",
            ],
        ),
        (
            "Israel declared the Venezuelan charge d'affaires persona non grata on Monday. Venezuela recalled its own ambassador in \
             August 2006 during the war in Lebanon.",
            &[
                "expel-diplomats ISR>VEN[] 2024-08-05 asserted",
                "recall-ambassador VEN>ISR[] 2006-08 historical",
            ],
        ),
    ]);
}
