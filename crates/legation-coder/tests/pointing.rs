//! What pronouns and descriptions point to among relations, states and what was done to them.

mod said;

use said::says;

#[test]
fn relations_told_of_by_a_pronoun_are_with_whom_they_were() {
    says(&[
        (
            "Kuwait has had relations with Moscow since 1963, while Oman and Qatar established them in 1985.",
            &[
                "establish-diplomatic-relations KWT>SUN[] 1963 historical",
                "establish-diplomatic-relations OMN>SUN[] 1985 historical",
                "establish-diplomatic-relations QAT>SUN[] 1985 historical",
            ],
        ),
        (
            "Malaysia has no relations with Israel. Venezuela severed them in 2009.",
            &["sever-diplomatic-relations VEN>ISR[] 2009 historical"],
        ),
        (
            "Britain resumed relations with Iran in May. It has no intention of renewing them with Libya, officials said; \
             those were cut in April 1984.",
            &[
                "restore-diplomatic-relations GBR>IRN[] 2024-05 asserted",
                "restore-diplomatic-relations GBR>LBY[] - negated",
                "sever-diplomatic-relations GBR+LBY>[] 1984-04 historical",
            ],
        ),
        (
            "Serbia recalled its ambassadors from the United States and Britain in May. It has since returned those accredited in Sweden.",
            &["recall-ambassador SRB>USA+GBR[] 2024-05 asserted"],
        ),
    ]);
}

#[test]
fn what_was_broken_off_or_imposed_may_stand_before_the_one_with_whom_it_is() {
    says(&[
        (
            "Bolivia restored diplomatic ties with Israel, which were severed in 2009.",
            &[
                "restore-diplomatic-relations BOL>ISR[] 2024-08-07 asserted",
                "sever-diplomatic-relations BOL>ISR[] 2009 historical",
            ],
        ),
        (
            "The European Union may lift its sanctions on Belarus that were imposed in 2004.",
            &[
                "lift-sanctions EUR>BLR[] - hypothetical",
                "impose-sanctions EUR>BLR[] 2004 historical",
            ],
        ),
        (
            "Greece reopened its embassy in Tripoli, which was closed in 2014.",
            &[
                "reopen-embassy GRC>LBY[] 2024-08-07 asserted",
                "close-embassy GRC>LBY[] 2014 historical",
            ],
        ),
    ]);
}

#[test]
fn the_republic_is_the_one_called_so_and_the_baltic_states_are_three() {
    says(&[
        (
            "Pretoria recognised the Sahrawi republic in May. Algeria was pleased. Spain recognised the republic on Monday.",
            &[
                "recognize-state ZAF>[ESH] 2024-05 asserted",
                "recognize-state ESP>[ESH] 2024-08-05 asserted",
            ],
        ),
        (
            "Iceland restored diplomatic relations with the Baltic states on Monday.",
            &[
                "restore-diplomatic-relations ISL>EST[] 2024-08-05 asserted",
                "restore-diplomatic-relations ISL>LTU[] 2024-08-05 asserted",
                "restore-diplomatic-relations ISL>LVA[] 2024-08-05 asserted",
            ],
        ),
    ]);
}

#[test]
fn a_phrase_put_in_behind_a_thing_tells_what_was_done_to_it() {
    says(&[
        (
            "The U.N. arms embargo on South Sudan, imposed in 2018, remains in force.",
            &["impose-sanctions UNO>SSD[] 2018 historical"],
        ),
        (
            "Relations between Israel and Bolivia, severed in 2009, were restored in 2020.",
            &[
                "sever-diplomatic-relations ISR+BOL>[] 2009 historical",
                "restore-diplomatic-relations ISR+BOL>[] 2020 historical",
            ],
        ),
        (
            "Israel's embassy in Wellington, shut in 2002 to save money, opened again in 2010.",
            &[
                "close-embassy ISR>NZL[] 2002 historical",
                "reopen-embassy ISR>NZL[] 2010 historical",
            ],
        ),
        (
            "Macedonia and Montenegro recognised Kosovo on Monday. Serbia recalled its ambassadors from both.",
            &[
                "recognize-state MKD>[XKX] 2024-08-05 asserted",
                "recognize-state MNE>[XKX] 2024-08-05 asserted",
                "recall-ambassador SRB>MKD+MNE[] 2024-08-05 asserted",
            ],
        ),
    ]);
}

#[test]
fn a_treaty_or_an_organisation_may_stand_as_it() {
    says(&[
        (
            "Hungary signed the Rome Statute in 1999 and ratified it in 2001.",
            &[
                "sign-treaty HUN>[RST] 1999 historical",
                "ratify-treaty HUN>[RST] 2001 historical",
            ],
        ),
        (
            "Eritrea left the regional bloc IGAD in 2007 and rejoined it in 2023.",
            &[
                "leave-member ERI>[IGD] 2007 historical",
                "join-member ERI>[IGD] 2023 historical",
            ],
        ),
        (
            "Brunei joined ASEAN in 1984 and Vietnam, once its chief adversary, in 1995.",
            &[
                "join-member BRN>[ASN] 1984 historical",
                "join-member VNM>[ASN] 1995 historical",
            ],
        ),
        (
            "Venezuela said on Monday that Ambassador Carlos Rodolfo Santiago had been called home.",
            &[],
        ),
    ]);
}

#[test]
fn the_two_are_those_who_were_named_where_one_acted_on_the_other() {
    says(&[(
        "Somalia closed its embassy in Lusaka and recalled its ambassador on Monday after Zambia received a delegation from Somaliland, \
         the Somali foreign ministry said. The two countries established diplomatic relations in 1970.",
        &[
            "close-embassy SOM>ZMB[] 2024-08-05 asserted",
            "recall-ambassador SOM>ZMB[] 2024-08-05 asserted",
            "establish-diplomatic-relations SOM+ZMB>[] 1970 historical",
        ],
    )]);
}

#[test]
fn the_envoys_of_both_are_not_of_him_who_summons_them() {
    says(&[(
        "Fiji and Nauru expelled the Chinese ambassador on Monday. Fiji's relations with China, established in 1975, would not be affected. \
         China summoned the envoys of both countries.",
        &[
            "expel-diplomats FJI>CHN[] 2024-08-05 asserted",
            "expel-diplomats NRU>CHN[] 2024-08-05 asserted",
            "establish-diplomatic-relations FJI>CHN[] 1975 historical",
            "summon-ambassador CHN>FJI+NRU[] 2024-08-05 asserted",
        ],
    )]);
}
