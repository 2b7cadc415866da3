//! What a verb is done to: its direct object, and what was recognised or signed before.

use super::*;

impl Recogniser<'_, '_, '_> {
    /// "them", "the two regions": what was recognised before.
    pub(super) fn points_back(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let definite = matches!(
            s.toks[phrase.first].lower.as_str(),
            "the" | "these" | "both" | "those" | "two"
        );
        let head = s.head(np);
        head == "them"
            || (head == "both" && self.discourse.last_several.len() == 2)
            || (head == "it" && self.discourse.last_objects.len() == 1)
            || (definite && head == "two")
            // "France and Britain recognised the new state within hours"
            || (self.discourse.last_objects.len() == 1
                && matches!(head, "state" | "country" | "republic" | "nation")
                && (phrase.first..phrase.last)
                    .any(|k| matches!(s.toks[k].lower.as_str(), "new" | "young" | "newest")))
            || (definite
                && matches!(
                    head,
                    "territories"
                        | "regions"
                        | "republics"
                        | "entities"
                        | "statelets"
                        | "enclaves"
                        | "states"
                        | "countries"
                        | "provinces"
                ))
    }

    /// The entities of a verb's direct object.
    pub(super) fn direct(&self, np: usize, wording: &Wording) -> Vec<Side> {
        let named_behind = {
            let s = self.clauses.s;
            let c = s.nps[np].chunk + 1;
            s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
                && matches!(s.word_of(c), "of" | "in")
        };
        // "Iceland recognised Montenegro on Thursday. The European Union recognised it on Monday."
        let told_of = self.discourse.last_objects_in + 1 == self.sentence
            && self.discourse.last_objects.len() == 1;
        if wording.direct.as_deref() == Some("object")
            && wording.object_kind.is_empty()
            && self.clauses.s.head(np) == "it"
            && told_of
        {
            return self.discourse.last_objects.clone();
        }
        // "Taiwan is another story: Macedonia recognised it in 1999": of the one that the sentence speaks of
        if wording.direct.as_deref() == Some("object")
            && wording.object_kind.is_empty()
            && self.clauses.s.head(np) == "it"
            && let Some(topic) = self.topic_before_colon(np)
        {
            return vec![self.implied(topic)];
        }
        // "left the bloc IGAD in 2007 and rejoined it in 2023"
        if wording.direct.as_deref() == Some("object")
            && wording.object_kind == ["organisation"]
            && self.clauses.s.head(np) == "it"
            && let Some(named) = self.discourse.organisation_just_named(
                self.clauses.s.toks[0].span.start,
                self.clauses.s.np_span(np).start,
            )
        {
            return vec![self.implied(named)];
        }
        // "signed the Rome Statute in 1999 and ratified it in 2001"
        if wording.direct.as_deref() == Some("object")
            && wording.object_kind == ["treaty"]
            && self.clauses.s.head(np) == "it"
        {
            let at = self.clauses.s.np_span(np).start;
            let treaty = self.discourse.treaty_just_named(self.sentence, at);
            return treaty
                .map(|treaty| self.implied(treaty))
                .into_iter()
                .collect();
        }
        if wording.direct.as_deref() == Some("object")
            && wording.object_kind.is_empty()
            && !named_behind
            && self.points_back(np)
        {
            let several = &self.discourse.last_several;
            let head = self.clauses.s.head(np);
            let many = matches!(head, "them" | "two" | "both") || head.ends_with('s');
            let meant = match many && !several.is_empty() {
                true => several.clone(),
                false => self.discourse.last_objects.clone(),
            };
            // "Slovenia and Croatia are states. … recognised the two republics": the two named last
            let phrase = &self.clauses.s.nps[np];
            let two = (phrase.first..phrase.last)
                .any(|k| matches!(self.clauses.s.toks[k].lower.as_str(), "two" | "both"));
            let at = self.clauses.s.np_span(np).start;
            return match self.discourse.group(at, 2) {
                named if meant.is_empty() && two => {
                    named.iter().map(|&side| self.implied(side)).collect()
                }
                _ => meant,
            };
        }
        let found = self.resolver.list(
            np,
            wording.places
                || (!wording.direct_owner
                    && wording.complement.iter().any(|c| c.starts_with("as"))),
        );
        let s = self.clauses.s;
        let recognised =
            wording.direct.as_deref() == Some("object") && wording.object_kind.is_empty();
        let found = if crate::clause::is_collective(s.head(np))
            && let Some((sides, part)) = self.breakaway(np, recognised)
            && (part || !sides.is_empty())
        {
            // "the breakaway regions of South Ossetia and Abkhazia"
            sides
        } else {
            found
        };
        let none = Vec::new();
        let of_object = wording.direct.as_deref() == Some("object");
        let kinds = if of_object {
            &wording.object_kind
        } else {
            &none
        };
        // "barred six Belarusian officials": a member's people are not the member
        let people = !of_object
            && !wording.actor_kind.is_empty()
            && matches!(
                s.head(np),
                "officials"
                    | "members"
                    | "ministers"
                    | "lawmakers"
                    | "diplomats"
                    | "athletes"
                    | "citizens"
                    | "nationals"
                    | "individuals"
                    | "people"
                    | "leaders"
                    | "companies"
            );
        // "seized an Iranian tanker": a ship is no territory
        let ship = wording.places
            && (s.nps[np].first..=s.nps[np].last).any(|k| {
                matches!(
                    s.toks[k].lower.trim_end_matches('s'),
                    "tanker"
                        | "ship"
                        | "vessel"
                        | "boat"
                        | "trawler"
                        | "freighter"
                        | "yacht"
                        | "cargo"
                        | "plane"
                        | "aircraft"
                        | "jet"
                        | "helicopter"
                        | "drone"
                        | "convoy"
                        | "truck"
                        | "asset"
                        | "property"
                        | "bank"
                        | "weapon"
                        | "embassy"
                        | "soldier"
                        | "troop"
                        | "pilot"
                        | "sailor"
                        | "fishermen"
                )
            });
        if people || ship || self.is_organ(np, wording) {
            return Vec::new();
        }
        let fits: Vec<Side> = found
            .into_iter()
            .filter(|s| kinds.is_empty() || self.resolver.is_kind(s.entity, kinds))
            .collect();
        if !fits.is_empty() || !wording.direct_owner {
            return fits;
        }
        match self.resolver.owners(np) {
            Owner::Sides(sides) => sides,
            // "put seven people in Moldova under sanctions"
            _ if named_behind || self.linked(s.nps[np].chunk) => self.belonging_to(s.nps[np].chunk),
            _ => Vec::new(),
        }
    }
}
