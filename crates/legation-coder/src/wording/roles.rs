//! Who plays which part: subjects, objects, owners and what follows a preposition.

use super::*;

impl Recogniser<'_, '_, '_> {
    /// "pulled out of the CIS' parliamentary assembly": an organ is joined or left, and not the organisation.
    pub(super) fn is_organ(&self, np: usize, wording: &Wording) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        if !wording
            .object_kind
            .iter()
            .any(|kind| kind == "organisation")
        {
            return false;
        }
        if let Some(m) = self.clauses.mention_at_head(np) {
            return self.clauses.mentions[m].usage == NameUse::Organ;
        }
        let named = (phrase.first..phrase.last).any(|k| s.toks[k].mention.is_some());
        let of = s
            .chunks
            .get(phrase.chunk + 1)
            .is_some_and(|c| c.kind == Kind::Prep)
            && s.word_of(phrase.chunk + 1) == "of";
        (named || of)
            && matches!(
                s.head(np),
                "assembly"
                    | "committee"
                    | "commission"
                    | "programme"
                    | "program"
                    | "mission"
                    | "force"
                    | "fund"
                    | "forum"
                    | "conference"
                    | "summit"
                    | "talks"
                    | "meeting"
            )
    }

    /// "the breakaway regions of South Ossetia and Abkhazia", "the two people's republics in Donetsk and Luhansk":
    /// what is named behind "of" or "in", as the entities that call themselves states there.
    /// The second value tells that only a part of a state is meant, so that the state itself is not.
    pub(super) fn breakaway(&self, np: usize, recognised: bool) -> Option<(Vec<Side>, bool)> {
        let s = self.clauses.s;
        let prep = s.nps[np].chunk + 1;
        if s.chunks.get(prep)?.kind != Kind::Prep || !matches!(s.word_of(prep), "of" | "in") {
            return None;
        }
        let of = s.np_at(prep + 1)?;
        let is_disputed = |entity: EntityRef| {
            self.gazetteer.entity(entity).kind == legation_gazetteer::EntityKind::Disputed
        };
        let mut sides = self.resolver.list(of, true);
        let within = s.word_of(s.nps[of].chunk - 1) == "in";
        let part = recognised
            && match s.head(np) {
                "regions" | "region" | "territories" | "territory" | "statelets" | "statelet"
                | "enclaves" | "enclave" | "provinces" | "province" | "entities" | "entity" => true,
                "republics" | "republic" => within,
                _ => false,
            };
        if part {
            for &place in &self.clauses.lists[of] {
                for k in s.nps[place].first..=s.nps[place].last {
                    let tok = &s.toks[k];
                    let key = tok.lower.split(' ').fold(0, |key, word| {
                        legation_gazetteer::extend_key(key, legation_gazetteer::word_key(word))
                    });
                    let senses = self.gazetteer.senses(key).iter().filter_map(|x| x.entity);
                    let mut named = self.gazetteer.named(key).map(|n| n.entity).chain(senses);
                    let Some(entity) = named.find(|&e| is_disputed(e)) else {
                        continue;
                    };
                    sides.retain(|x| {
                        x.entity != entity
                            && !(x.span.start <= tok.span.start && tok.span.end <= x.span.end)
                    });
                    sides.push(Side {
                        entity,
                        sector: self.gazetteer.entity(entity).sector.clone(),
                        span: tok.span,
                        speaks: false,
                        implicit: false,
                    });
                }
            }
        }
        if part || within {
            sides.retain(|x| is_disputed(x.entity));
        }
        // "two separatist regions in eastern Ukraine, the Donetsk and Luhansk people's republics"
        let end = s.nps[*self.clauses.lists[of].last().unwrap_or(&of)].chunk;
        if part
            && sides.is_empty()
            && s.chunks.get(end + 1).is_some_and(|c| c.kind == Kind::Comma)
            && let Some(named) = s.np_at(end + 2)
        {
            sides = self.resolver.list(named, false);
            sides.retain(|x| is_disputed(x.entity));
        }
        Some((sides, part))
    }

    pub(super) fn fill_actor(
        &self,
        vg: usize,
        passive: bool,
        subject_is_theme: bool,
        wording: &Wording,
        roles: &mut Roles,
    ) {
        let s = self.clauses.s;
        let role = wording.subject.as_deref().unwrap_or("actor");
        if passive || subject_is_theme {
            let mut c = s.vgs[vg].chunk + 1;
            while c < s.chunks.len() {
                match s.chunks[c].kind {
                    Kind::Prep if s.word_of(c) == "by" => {
                        if let Some(np) = s.np_at(c + 1) {
                            roles.add(role, self.resolver.list(np, false));
                        }
                        return;
                    }
                    Kind::Prep
                        if matches!(s.word_of(c), "following" | "after" | "amid" | "over") =>
                    {
                        return;
                    }
                    Kind::Prep | Kind::Np(_) | Kind::Adverb | Kind::Date | Kind::Mark => c += 1,
                    _ => return,
                }
            }
            return;
        }
        if let Some(np) = self.clauses.subject(vg) {
            if role == "envoy" {
                let mut sides = self.sent_by(np);
                if sides.is_empty() && !self.is_party_name(np) {
                    sides = self.envoy_in_sentence(np);
                }
                roles.add(role, sides);
                return;
            }
            self.whom_with(vg, wording, roles);
            let sides = self.resolver.list(np, false);
            if let Some(joined) = self.joined(vg) {
                roles.add(role, self.resolver.list(joined, false));
            }
            roles.unresolved |= sides.is_empty();
            if sides.is_empty()
                && matches!(
                    s.head(np),
                    "move"
                        | "decision"
                        | "step"
                        | "announcement"
                        | "statement"
                        | "decree"
                        | "order"
                        | "agreement"
                        | "deal"
                )
                && let Owner::Sides(owners) = self.resolver.owners(np)
            {
                roles.add(role, owners);
            }
            roles.add(role, sides);
        }
    }

    /// "Irit Lillian presented her letter of credence, becoming the first Israeli ambassador to Turkey", "…, a US
    /// embassy spokeswoman said": whose envoy the person is stands elsewhere in the sentence.
    fn envoy_in_sentence(&self, person: usize) -> Vec<Side> {
        let s = self.clauses.s;
        (0..s.nps.len())
            .filter(|&np| np != person)
            .find_map(|np| {
                let phrase = &s.nps[np];
                let envoy = (phrase.first..=phrase.last).any(|k| {
                    ["ambassador", "envoy", "commissioner", "embassy"]
                        .iter()
                        .any(|w| s.toks[k].lower.contains(w))
                });
                match self.resolver.owners(np) {
                    Owner::Sides(sides) if envoy => Some(sides),
                    _ => None,
                }
            })
            .unwrap_or_default()
    }

    /// Whose envoy a phrase names: "the new Cuban ambassador", "the ambassador of Cuba, Josefina Vidal".
    pub(super) fn sent_by(&self, np: usize) -> Vec<Side> {
        let s = self.clauses.s;
        let envoy = |np: usize| {
            let phrase = &s.nps[np];
            (phrase.first..=phrase.last).any(|k| {
                [
                    "ambassador",
                    "envoy",
                    "commissioner",
                    "nuncio",
                    "charge",
                    "embassy",
                    "mission",
                ]
                .iter()
                .any(|w| s.toks[k].lower.contains(w))
            })
        };
        // "…, Josefina Vidal, presented": the name behind the office
        let before = s.nps[np]
            .chunk
            .checked_sub(2)
            .filter(|&c| s.chunks[c + 1].kind == Kind::Comma)
            .and_then(|c| {
                (0..=c)
                    .rev()
                    .take(4)
                    .find_map(|c| s.np_at(c).filter(|&np| envoy(np)))
            });
        [Some(np), before]
            .into_iter()
            .flatten()
            .filter(|&np| envoy(np))
            .find_map(|np| match self.resolver.owners(np) {
                Owner::Sides(sides) => Some(sides),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Reads the prepositional phrases from a chunk on; hands back the last chunk that was used.
    pub(super) fn fill_roles(&self, from: usize, wording: &Wording, roles: &mut Roles) -> usize {
        let s = self.clauses.s;
        let mut c = from;
        let mut used = from.saturating_sub(1);
        let (mut aside, mut caused) = (false, false);
        while c < s.chunks.len() {
            match s.chunks[c].kind {
                Kind::Prep => {
                    let two = s
                        .chunks
                        .get(c + 1)
                        .filter(|n| n.kind == Kind::Prep)
                        .map(|_| format!("{} {}", s.word_of(c), s.word_of(c + 1)));
                    let (preposition, np_chunk) = match two {
                        Some(two) if wording.roles.contains_key(&two) => (two, c + 2),
                        Some(_) => (s.word_of(c + 1).to_owned(), c + 2),
                        None => (s.word_of(c).to_owned(), c + 1),
                    };
                    let Some(np) = s.np_at(np_chunk) else {
                        c += 1;
                        continue;
                    };
                    let end = s.nps[*self.clauses.lists[np].last().unwrap_or(&np)].chunk;
                    // "appointed ambassadors to each other's capitals"
                    if self.is_reciprocal(np) && roles.actors.len() > 1 {
                        roles.each_other = true;
                        c = end + 1;
                        used = end;
                        continue;
                    }
                    // "in solidarity with Riyadh": no part of the act
                    if preposition == "with" && self.is_accord(c) {
                        aside = true;
                        c = end.max(np_chunk) + 1;
                        continue;
                    }
                    // "expelled four staff in the row over the murder of …": of the murder, and no part of the act
                    let own = !caused && (preposition != "of" || !aside);
                    aside |= !wording.roles.contains_key(&preposition);
                    // "severed relations over the extradition of a banker to Spain"
                    caused |= aside
                        && matches!(
                            preposition.as_str(),
                            "over"
                                | "after"
                                | "during"
                                | "amid"
                                | "amidst"
                                | "following"
                                | "despite"
                                | "under"
                        );
                    if let Some(role) = wording.roles.get(&preposition).filter(|_| own) {
                        let places = matches!(
                            preposition.as_str(),
                            "in" | "at" | "to" | "from" | "into" | "of" | "over"
                        ) && !(role == "object" && preposition == "of");
                        let np = self.through_of(np).unwrap_or(np);
                        let end = end.max(s.nps[np].chunk);
                        let recognised = role == "object" && wording.object_kind.is_empty();
                        let mut sides = if role == "envoy" {
                            self.sent_by(np)
                        } else if recognised && let Some((regions, true)) = self.breakaway(np, true)
                        {
                            regions
                        } else {
                            self.resolver.list(np, places)
                        };
                        // "the government of China and Taiwan as an inalienable part": Taiwan is another thing
                        let as_else = self.clauses.lists[np].iter().filter(|&&other| {
                            let next = s.nps[other].chunk + 1;
                            other != np
                                && s.chunks.get(next).is_some_and(|_| s.word_of(next) == "as")
                        });
                        for span in as_else.map(|&other| s.np_span(other)) {
                            sides.retain(|side| !span.contains(side.span));
                        }
                        let whole = matches!(act_reach(wording), Reach::Owner);
                        // "a ban on all American trade with Iran": whom the trade is with
                        if whole && sides.is_empty() && is_traded(s.head(np)) {
                            sides = self.belonging_to(self.past_list(end));
                        }
                        if sides.is_empty()
                            && whole
                            && let Owner::Sides(owners) = self.resolver.owners(np)
                        {
                            sides = owners;
                        }
                        // "granted recognition to a Palestinian state"
                        if sides.is_empty()
                            && recognised
                            && s.head(np) == "state"
                            && let Owner::Sides(owners) = self.resolver.owners(np)
                        {
                            sides = owners;
                        }
                        // "a truce between the armies of India and Pakistan"
                        if sides.is_empty()
                            && role == "parties"
                            && let Owner::Sides(owners) = self.resolver.owners(np)
                        {
                            sides = owners;
                        }
                        // "applied for European Union membership"
                        if sides.is_empty()
                            && role == "object"
                            && matches!(s.head(np), "membership" | "accession" | "admission")
                            && let Owner::Sides(owners) = self.resolver.owners(np)
                        {
                            sides = owners;
                        }
                        // "12 officials in Belarus": whose they are stands behind them
                        if sides.iter().all(|x| x.implicit)
                            && matches!(act_reach(wording), Reach::Owner)
                            && let behind = self.belonging_to(end)
                            && (sides.is_empty() || !behind.is_empty())
                        {
                            sides = behind;
                        }
                        // "in Kensington, west London"
                        if sides.is_empty()
                            && places
                            && s.chunks.get(end + 1).is_some_and(|k| k.kind == Kind::Comma)
                            && let Some(wider) = s.np_at(end + 2)
                        {
                            sides = self.resolver.list(wider, true);
                        }
                        let proper = s.toks[s.nps[np].last].capital;
                        if sides.is_empty()
                            && role != "none"
                            && (proper
                                || !matches!(
                                    preposition.as_str(),
                                    "for" | "in" | "at" | "from" | "of"
                                ))
                        {
                            roles.unresolved = true;
                        }
                        // "severed relations with the Gulf power": not the one that acts
                        if !sides.is_empty()
                            && role != "actor"
                            && sides.iter().all(|x| {
                                x.implicit && roles.actors.iter().any(|a| a.entity == x.entity)
                            })
                        {
                            let actors: Vec<_> = roles.actors.iter().map(|a| a.entity).collect();
                            if let Some(other) =
                                self.discourse
                                    .single(self.sentence, s.np_span(np).start, &actors)
                            {
                                sides = vec![self.implied(other)];
                            }
                        }
                        // "recalled their ambassadors to the Middle Eastern country": the one that was acted on before
                        if role == "recipient"
                            && sides.len() == 1
                            && sides[0].implicit
                            && let Some(before) = self.acted_on(&roles.actors)
                        {
                            sides = vec![before];
                        } else if role == "recipient"
                            && sides.len() == 1
                            && sides[0].implicit
                            && s.toks[s.nps[np].last].tag == Tag::Noun
                            && s.nps[np].last > s.nps[np].first + 1
                            && let Some(principal) = self.discourse.principal(s.np_span(np).start)
                            && !roles.actors.iter().any(|a| a.entity == principal.0)
                        {
                            // "severed relations with the Caribbean state": that which the report is about
                            sides = vec![self.implied(principal)];
                        } else if role == "recipient"
                            && sides.len() == 1
                            && sides[0].implicit
                            && s.toks[s.nps[np].last].tag == Tag::Noun
                            && s.nps[np].last > s.nps[np].first + 1
                        {
                            // which "Southeast Asian nation" is meant is not told
                            sides.clear();
                        }
                        // "with Iran and with Iraq", but "with Iran in solidarity with Mali"
                        let joined =
                            c > 0 && matches!(s.chunks[c - 1].kind, Kind::And | Kind::Comma);
                        let already = roles.has(role)
                            && role != "parties"
                            && !(role == "actor" && wording.unnamed)
                            && !(preposition == "with" && joined);
                        // "The UN General Assembly suspended Russia from the Human Rights Council"
                        if role == "actor" && preposition == "from" && !sides.is_empty() {
                            roles.actors = sides;
                            used = end;
                        } else if !already {
                            roles.add(role, sides);
                            used = end;
                        }
                    }
                    // "banned imports of beef, pork and fruit from": a list of things
                    let things = !self.clauses.is_party(np)
                        && !wording.roles.contains_key(&preposition)
                        && preposition == "of";
                    c = end.max(np_chunk) + 1;
                    if things {
                        c = self.past_list(end.max(np_chunk)) + 1;
                    }
                }
                Kind::Vg(v)
                    if s.vgs[v].lemma == "target"
                        && s.vgs[v].shape == VerbShape::Gerund
                        && wording.roles.contains_key("targeting") =>
                {
                    if let Some(np) = s.np_at(c + 1) {
                        let mut sides = self.resolver.list(np, false);
                        if let (true, Owner::Sides(owners)) =
                            (sides.is_empty(), self.resolver.owners(np))
                        {
                            sides = owners;
                        }
                        roles.add(&wording.roles["targeting"], sides);
                    }
                    return c + 1;
                }
                // "visas held by South Sudanese nationals"
                Kind::Vg(v)
                    if s.vgs[v].lemma == "hold"
                        && s.vgs[v].shape == VerbShape::Participle
                        && wording.roles.contains_key("by") =>
                {
                    c += 1
                }
                // "applied to join NATO"
                Kind::Vg(v)
                    if s.vgs[v].shape == VerbShape::Infinitive
                        && matches!(
                            s.vgs[v].lemma.as_str(),
                            "join" | "rejoin" | "enter" | "accede" | "become"
                        )
                        && wording.roles.get("to").is_some_and(|role| role == "object") =>
                {
                    let to = s.chunks.get(c + 1).is_some_and(|k| k.kind == Kind::Prep);
                    // "applied to become a member of BRICS"
                    let member = s.vgs[v].lemma == "become"
                        && s.chunks.get(c + 2).is_some_and(|k| k.kind == Kind::Prep)
                        && s.word_of(c + 2) == "of";
                    if let Some(np) = s.np_at(if member {
                        c + 3
                    } else {
                        c + 1 + usize::from(to)
                    }) {
                        roles.add("object", self.resolver.list(np, false));
                    }
                    return c + 1;
                }
                // "breaking off the relations that they had set up with Israel"
                Kind::That | Kind::Which | Kind::Np(_)
                    if wording.roles.contains_key("with")
                        && let Some(verb) = self.had_with(c) =>
                {
                    c = s.vgs[verb].chunk + 1;
                }
                // "with Kuwait in 1994, with Bahrain in 1996"
                Kind::Comma
                    if c > 1
                        && s.chunks[c - 1].kind == Kind::Date
                        && s.np_at(c + 2).is_some()
                        && s.word_of(c + 1) == "with"
                        && s.chunks.get(c + 3).is_some_and(|k| k.kind == Kind::Date) =>
                {
                    c += 1
                }
                Kind::Adverb | Kind::Date | Kind::Mark => c += 1,
                Kind::And if matches!(s.chunks.get(c + 1).map(|k| k.kind), Some(Kind::Prep)) => {
                    c += 1
                }
                Kind::And
                    if matches!(s.chunks.get(c + 1).map(|k| k.kind), Some(Kind::Np(_)))
                        && !matches!(s.chunks.get(c + 2).map(|k| k.kind), Some(Kind::Vg(_))) =>
                {
                    c += 2
                }
                Kind::Comma => match self.apposition_end(c) {
                    Some(end) => c = end + 1,
                    None => return used,
                },
                _ => return used,
            }
        }
        used
    }
}
