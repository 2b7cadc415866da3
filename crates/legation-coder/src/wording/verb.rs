//! Acts that a verb tells.

use super::*;

impl Recogniser<'_, '_, '_> {
    pub(super) fn match_verb(
        &self,
        vg: usize,
        (act_at, act): (usize, &Act),
        wording: &Wording,
        particles: &[String],
    ) -> Option<Finding> {
        if wording
            .told
            .as_ref()
            .is_some_and(|aspect| !self.has_told(aspect))
        {
            return None;
        }
        if wording.lasting && !self.has_lasted(vg) {
            return None;
        }
        let s = self.clauses.s;
        let v = &s.vgs[vg];
        let mut exact = 1;
        let passive = v.passive || v.shape == VerbShape::Participle;
        let (mut after, rest) = self.particles_after(vg, particles)?;
        exact += 2 * particles.len() as i32;
        let mut roles = Roles::default();
        let mut theme_np = None;
        let mut subject_is_theme = false;
        if let Some(name) = &wording.theme {
            let theme = self.codebook.theme(name)?;
            let found = if passive {
                None
            } else {
                self.object_phrase(after, theme)
                    .or_else(|| self.gap_filled_by(vg, |np| self.is_theme(np, theme)))
                    .or_else(|| self.nationals(after).filter(|_| wording.persons))
            };
            // "withdrew part of its embassy staff": the mission goes on
            let part = found.is_some()
                && name == "mission-staff"
                && self.first_object(after).is_some_and(|np| {
                    Some(np) != found
                        && matches!(
                            s.head(np),
                            "part" | "some" | "most" | "number" | "half" | "handful" | "dozens"
                        )
                });
            if part {
                return None;
            }
            match found {
                Some(np) => {
                    theme_np = Some(np);
                    after = self.past_list(s.nps[np].chunk) + 1;
                }
                None => {
                    let no_object =
                        self.first_object(after).is_none() || !wording.complement.is_empty();
                    if !(passive || (wording.intransitive && no_object)) {
                        return None;
                    }
                    let subject = self.clauses.subject(vg)?;
                    let np = self.clauses.lists[subject]
                        .iter()
                        .copied()
                        .chain([subject])
                        .find(|&np| self.is_theme(np, theme));
                    let np = np
                        .or_else(|| {
                            self.through_of(subject)
                                .filter(|&np| self.is_theme(np, theme))
                        })
                        .or_else(|| {
                            self.before_its_place(subject, vg)
                                .filter(|&np| self.is_theme(np, theme))
                        })
                        .or_else(|| {
                            let counted = wording.persons && self.are_nationals(subject);
                            counted.then_some(subject)
                        })?;
                    theme_np = Some(np);
                    subject_is_theme = true;
                }
            }
            exact += 4;
        }
        if let (Some(np), Some(part)) = (theme_np, wording.part)
            && self.is_part(np, Some(vg)) != part
        {
            return None;
        }
        // a treaty that is named has an id of its own
        if let Some(np) = theme_np.filter(|_| wording.unnamed)
            && self
                .resolver
                .list(np, false)
                .iter()
                .any(|x| self.resolver.is_kind(x.entity, &["treaty".to_owned()]))
        {
            return None;
        }
        // "signed the agreement": one that was told of before, mostly as another act
        if wording.unnamed
            && wording.complement.is_empty()
            && wording.parties > 0
            && theme_np.is_some_and(|np| {
                let phrase = &s.nps[np];
                phrase.first + 1 == phrase.last
                    && matches!(
                        s.toks[phrase.first].lower.as_str(),
                        "the" | "this" | "that" | "its" | "their"
                    )
            })
        {
            return None;
        }
        if let Some(name) = &wording.subject_theme {
            let theme = self.codebook.theme(name)?;
            let subject = self.clauses.subject(vg)?;
            let head = self.through_of(subject).unwrap_or(subject);
            if passive || !(self.is_theme(subject, theme) || self.is_theme(head, theme)) {
                return None;
            }
            if let Owner::Sides(sides) = self.resolver.owners(head) {
                roles.add("actor", sides);
            }
        }
        if !rest.is_empty()
            && !self.particle_follows(theme_np.map_or(after, |np| s.nps[np].chunk + 1), &rest)
        {
            return None;
        }
        let mut direct_np = None;
        let mut each_other = false;
        if let Some(role) = wording
            .direct
            .as_deref()
            .filter(|_| wording.theme.is_none())
        {
            let np = if passive {
                self.clauses.subject(vg)
            } else {
                self.first_object(after)
                    .or_else(|| self.gap_filled_by(vg, |np| self.is_party_name(np)))
            };
            match np {
                Some(np) => {
                    let sides = self.direct(np, wording);
                    let reciprocal =
                        s.toks[s.nps[np].first].lower == "each" && s.head(np) == "other";
                    if sides.is_empty() && role != "none" && !wording.direct_optional && !reciprocal
                    {
                        return None;
                    }
                    exact += 1;
                    if s.toks[s.nps[np].last].lower == "other"
                        && s.toks[s.nps[np].first].lower == "each"
                    {
                        each_other = true;
                    }
                    roles.add(role, sides);
                    if !passive {
                        after = s.nps[*self.clauses.lists[np].last().unwrap_or(&np)].chunk + 1;
                    }
                    direct_np = Some(np);
                    subject_is_theme = passive;
                }
                None if wording.direct_optional => {}
                None => return None,
            }
        }
        if let Some(role) = &wording.direct_pre {
            // "granted Kosovo recognition": the receiver stands between
            let between = self
                .first_object(v.chunk + 1)
                .filter(|&np| Some(np) != theme_np);
            if let Some(np) = between {
                roles.add(role, self.resolver.list(np, false));
            }
        }
        if wording.reflexive
            && !self.first_object(after).is_some_and(|np| {
                // "took his country out of the pact": the actor's own
                let own_country = matches!(s.head(np), "country" | "nation" | "kingdom" | "state")
                    && matches!(
                        s.toks[s.nps[np].first].lower.as_str(),
                        "the" | "his" | "her" | "their" | "its"
                    );
                s.head(np) == "itself" || own_country || self.is_party_name(np)
            })
        {
            return None;
        }
        if wording.reflexive {
            after = s.nps[self.first_object(after)?].chunk + 1;
        }
        self.fill_actor(vg, passive, subject_is_theme, wording, &mut roles);
        if let Some(role) = &wording.left_out
            && !roles.has(role)
        {
            // "admitted South Africa" tells who did, or does not tell of a state
            let of = self
                .organisation_left_out(vg, after)
                .filter(|_| passive || wording.direct.is_none())?;
            roles.add(role, vec![of]);
            exact -= 1;
        }
        // "the Commonwealth's secretary-general said that Fiji had been suspended"
        if passive
            && roles.actors.is_empty()
            && !wording.actor_kind.is_empty()
            && let Some(teller) = direct_np.and_then(|np| self.teller(np))
        {
            roles.add("actor", teller);
        }
        // "India and Canada have each expelled a diplomat"
        let each = (v.first.saturating_sub(1)..v.main).any(|k| s.toks[k].lower == "each");
        if each && wording.partner && roles.actors.len() == 2 && roles.recipients.is_empty() {
            roles.each_other = true;
        }
        if each_other && wording.direct.as_deref() == Some("object") && roles.actors.len() == 2 {
            roles.objects.clone_from(&roles.actors);
        }
        // "crossed the border into Congo"
        if wording.subject_theme.is_some()
            && wording.direct.is_none()
            && wording.theme.is_none()
            && let Some(np) = self.first_object(after)
        {
            after = s.nps[np].chunk + 1;
        }
        let mut last = self.fill_roles(after, wording, &mut roles);
        if subject_is_theme && let Some(np) = theme_np.or(direct_np) {
            self.fill_roles(s.nps[np].chunk + 1, wording, &mut roles);
        }
        if roles.recipients.is_empty() && !roles.unresolved {
            let partners = self.with_whom_at_head(vg, wording, &roles);
            roles.add("recipient", partners);
        }
        // "has had relations with Moscow since 1963, while Oman and Qatar established them in 1985": with Moscow
        if let Some(np) = theme_np
            && wording.partner
            && roles.recipients.is_empty()
            && !roles.unresolved
            && let Some(thing) = self.thing_meant(np)
        {
            let mut others = thing.with;
            others.retain(|side| roles.actors.iter().all(|a| a.entity != side.entity));
            if !roles.actors.is_empty() {
                roles.add("recipient", others);
            }
        }
        if let Some(np) = theme_np
            && roles.recipients.is_empty()
            && act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions")
        {
            self.sanctioned_in_clause(np, wording, &mut roles);
        }
        last = last.max(v.chunk);
        // in "the sanctions that it imposed in 1997" the theme stands before the verb
        let clause_end = self.clause_end(after.max(v.chunk + 1));
        let tail = self.tail(
            theme_np.or(direct_np).map_or(v.last + 1, |np| {
                if passive {
                    v.last + 1
                } else {
                    s.nps[np].last + 1
                }
            }),
            clause_end,
        );
        // "ordered the diplomats of Argentina, Chile and Peru to leave": the list does not count
        let past_of = theme_np.filter(|_| !passive).and_then(|np| {
            let prep = s.nps[np].chunk + 1;
            let of = s.chunks.get(prep).is_some_and(|c| c.kind == Kind::Prep)
                && matches!(s.word_of(prep), "of" | "from");
            let named = s.np_at(prep + 1).filter(|_| of)?;
            let last = *self.clauses.lists[named].last()?;
            Some(s.nps[last].last + 1)
        });
        // "signed a treaty that ends 46 years of war"
        let through = wording.unnamed && !wording.complement.is_empty();
        let reach = self.tail(
            past_of.unwrap_or_else(|| {
                theme_np.or(direct_np).map_or(v.last + 1, |np| {
                    if passive {
                        v.last + 1
                    } else {
                        s.nps[np].last + 1
                    }
                })
            }),
            if through {
                s.chunks.len()
            } else {
                self.predicate_end(after)
            },
        );
        exact += self.complement(wording, &reach, &mut roles)?;
        // "becoming the twelfth member of the Community to do so": a member it was before
        if wording.becomes
            && let Some(np) = theme_np
            && self.is_one_to_do_so(np)
        {
            return None;
        }
        if !wording.not_roles.is_empty()
            && wording
                .not_roles
                .iter()
                .any(|p| tail.starts_with(&format!(" {p} ")))
        {
            return None;
        }
        if let Some(np) = theme_np {
            if self.fill_owner(np, wording, &mut roles).is_none() {
                if wording.own && self.clauses.force(vg) == Force::Asserted {
                    self.aim((act_at, act), &roles);
                }
                return None;
            }
            // "the Brazilian ambassador and the Canadian charge were expelled"
            if wording.owner.as_deref() == Some("recipient")
                && let Some(name) = &wording.theme
            {
                let theme = self.codebook.theme(name)?;
                let list = match subject_is_theme {
                    true => self.clauses.subject(vg)?,
                    false => np,
                };
                for &other in &self.clauses.lists[list] {
                    if other != np
                        && self.is_theme(other, theme)
                        && let Owner::Sides(sides) = self.resolver.owners(other)
                    {
                        roles.add("recipient", sides);
                    }
                }
            }
            // "the French ministry said its ambassador had been called home", "… said ambassador Jolivet had been …"
            if wording.own
                && passive
                && subject_is_theme
                && roles.actors.is_empty()
                && !roles.unresolved
                && let Some(teller) = self.teller(np)
            {
                roles.add("actor", teller);
            }
            // "may lift its sanctions on Belarus, which were imposed in 2004", "renewed ties with Israel that were cut in 2009": by whom
            // the ties or sanctions are those of the clause before
            if passive
                && subject_is_theme
                && roles.actors.is_empty()
                && !roles.unresolved
                && let Some(subject) = self.clauses.subject(vg)
                && self.before_its_place(subject, vg) == Some(np)
                && let Some(acting) = self.clauses.verb_left(s.nps[np].chunk)
                && let Some(actor) = self.clauses.subject(acting)
            {
                let mut sides = self.resolver.list(actor, false);
                sides.retain(|side| roles.recipients.iter().all(|r| r.entity != side.entity));
                roles.add("actor", sides);
            }
            // "suspended operations at its Moscow embassy"
            if wording.theme.as_deref() == Some("embassy-operations")
                && roles.recipients.is_empty()
                && let Some(of) = s.np_at(s.nps[np].chunk + 2)
                && let Owner::Sides(sides) = self.resolver.owners(of)
            {
                let actors = roles.actors.clone();
                let others = sides
                    .into_iter()
                    .filter(|x| !actors.iter().any(|a| a.entity == x.entity));
                roles.add("recipient", others.collect());
            }
        }
        let none_of_them = theme_np
            .is_some_and(|np| matches!(s.toks[s.nps[np].first].lower.as_str(), "no" | "neither"));
        let told = if wording.obliged {
            self.clauses.duty(vg)?
        } else {
            self.clauses.force(vg)
        };
        let force = combine(
            told,
            if none_of_them {
                Force::Negated
            } else {
                Force::Asserted
            },
        );
        let force = match force {
            Force::Asserted if wording.ahead || self.has_term(v.chunk) => Force::Future,
            force => force,
        };
        // "is no longer a member", "have had no relations since 1979"
        let force = match (wording.needs_modality.as_deref(), force) {
            (Some("future"), Force::Future) => force,
            (Some("negated"), Force::Negated) => Force::Asserted,
            (Some("future" | "negated"), _) => return None,
            (_, Force::Negated) if wording.lasting => return None,
            _ => force,
        };
        let trigger = self.trigger(
            v.first,
            theme_np
                .or(direct_np)
                .filter(|_| !passive)
                .map_or(v.last, |np| s.nps[np].last),
        );
        let first_chunk = v.chunk;
        self.finish(
            act,
            wording,
            roles,
            Draft {
                force,
                trigger,
                chunks: (first_chunk, last.max(clause_end.saturating_sub(1))),
                verb: Some(vg),
                presupposed: false,
                exact,
                at: s.toks[v.first].span.start,
                act: act_at,
            },
        )
    }

    /// Whether the clause tells of a state since when it is so: "have had relations since 1992", "as of today is no longer".
    fn has_lasted(&self, vg: usize) -> bool {
        let s = self.clauses.s;
        let at = s.vgs[vg].chunk;
        let from = |c: usize| matches!(s.chunks[c].kind, Kind::Prep | Kind::Date);
        let since = |c: usize| {
            from(c) && s.word_of(c) == "since" && s.toks[s.chunks[c].last].time.is_some()
                || from(c)
                    && s.word_of(c) == "since"
                    && s.chunks
                        .get(c + 1)
                        .is_some_and(|next| next.kind == Kind::Date)
        };
        let word = |k: usize| s.toks[k].lower.as_str();
        let as_of = at > 1 && word(0) == "as" && matches!(word(1), "of" | "from");
        (at + 1..self.clause_end(at + 1)).any(since) || (s.vgs[vg].negated && as_of)
    }

    /// "the twelfth member of the bloc to recognise it": whether an infinitive tells what the one in the phrase does.
    fn is_one_to_do_so(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let mut c = s.nps[np].chunk + 1;
        while s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep) && s.np_at(c + 1).is_some() {
            c = self.past_list(c + 1) + 1;
        }
        s.vg_at(c)
            .is_some_and(|v| s.vgs[v].shape == VerbShape::Infinitive)
    }

    /// Of "the French ministry said ambassador Jolivet had been called home", at "ambassador": France.
    pub(super) fn teller(&self, np: usize) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let told = s.nps[np].chunk.checked_sub(1)?;
        let mut told = if s.chunks[told].kind == Kind::That {
            told.checked_sub(1)?
        } else {
            told
        };
        while matches!(s.chunks[told].kind, Kind::Date | Kind::Adverb) {
            told = told.checked_sub(1)?;
        }
        let verb = s.vg_at(told)?;
        let tells = self.clauses.grammar.governor(&s.vgs[verb].lemma) == Some(Governs::Tell);
        let subject = self.clauses.subject(verb).filter(|_| tells)?;
        let sides = self.resolver.list(subject, false);
        (sides.len() == 1 && !sides[0].implicit).then_some(sides)
    }

    /// "agreed to reopen their embassies within two months": what is to be done by a term is not done yet.
    pub(super) fn has_term(&self, chunk: usize) -> bool {
        let s = self.clauses.s;
        let Some(v) = s.vg_at(chunk) else {
            return false;
        };
        let past = s.toks[s.vgs[v].main]
            .verbs
            .iter()
            .any(|f| f.forms & crate::grammar::PAST != 0);
        (s.vgs[v].shape == VerbShape::Infinitive || (self.clauses.is_bare(v) && !past))
            && (chunk + 1..s.chunks.len())
                .take_while(|&c| {
                    !matches!(
                        s.chunks[c].kind,
                        Kind::Vg(_) | Kind::Stop | Kind::Which | Kind::Sub | Kind::That
                    )
                })
                .any(|c| {
                    s.chunks[c].kind == Kind::Prep
                        && matches!(s.word_of(c), "within" | "before" | "by")
                        && s.np_at(c + 1).is_some_and(|np| {
                            // "prolonged by six months" tells how far
                            let far = s.word_of(c) == "by" && s.head(np).ends_with("s");
                            !far && matches!(
                                s.head(np).trim_end_matches('s'),
                                "month"
                                    | "week"
                                    | "day"
                                    | "year"
                                    | "period"
                                    | "end"
                                    | "christma"
                                    | "summer"
                                    | "autumn"
                                    | "spring"
                            )
                        })
                })
    }

    pub(super) fn is_party_name(&self, np: usize) -> bool {
        !self.resolver.phrase(np, false).is_empty()
    }

    /// "With Iran, on the other hand, Sudan restored relations": with whom, at the head of the sentence.
    fn with_whom_at_head(&self, vg: usize, wording: &Wording, roles: &Roles) -> Vec<Side> {
        let s = self.clauses.s;
        let chunk = s.vgs[vg].chunk;
        let finite = |c: usize| {
            s.vg_at(c)
                .is_some_and(|v| s.vgs[v].shape == VerbShape::Finite)
        };
        let opens = s.chunks[0].kind == Kind::Prep && s.word_of(0) == "with";
        let role = wording.roles.get("with").map(String::as_str);
        match s.np_at(1) {
            Some(np)
                if opens
                    && role == Some("recipient")
                    && !(0..chunk).any(finite)
                    && finite(chunk) =>
            {
                let partners = self.resolver.list(np, false);
                let acts = |side: &Side| roles.actors.iter().any(|a| a.entity == side.entity);
                match partners.iter().any(acts) {
                    true => Vec::new(),
                    false => partners,
                }
            }
            _ => Vec::new(),
        }
    }

    /// The chunk after the verb's particles that follow at once; those that may follow its object are handed back.
    pub(super) fn particles_after(
        &self,
        vg: usize,
        particles: &[String],
    ) -> Option<(usize, Vec<String>)> {
        let s = self.clauses.s;
        let chunk = s.vgs[vg].chunk;
        if particles.is_empty() {
            return Some((chunk + 1, Vec::new()));
        }
        let follow = |from: usize| {
            let mut at = s.vgs[vg].last + 1 + from;
            particles.iter().all(|p| {
                let hit = s.toks.get(at).is_some_and(|t| t.lower == *p);
                at += 1;
                hit
            })
        };
        let mut gap = 0;
        while s
            .chunks
            .get(chunk + 1 + gap)
            .is_some_and(|c| matches!(c.kind, Kind::Date | Kind::Adverb))
        {
            gap += 1;
        }
        let gap = s
            .chunks
            .get(chunk + gap)
            .map_or(0, |c| c.last.saturating_sub(s.vgs[vg].last));
        // "sent him back": what stands between is its object
        let object = |c: &crate::syntax::Chunk| matches!(c.kind, Kind::Np(_));
        let one = !s.chunks.get(chunk + 1).is_some_and(object);
        for skip in [Some(0), one.then_some(1), Some(gap)].into_iter().flatten() {
            if follow(skip) {
                let end = s.vgs[vg].last + particles.len() + skip;
                let next = s
                    .chunks
                    .iter()
                    .position(|c| c.first > end)
                    .unwrap_or(s.chunks.len());
                return Some((next, Vec::new()));
            }
        }
        // "called its ambassador back"
        (particles.len() == 1).then(|| (chunk + 1, particles.to_vec()))
    }

    pub(super) fn particle_follows(&self, chunk: usize, rest: &[String]) -> bool {
        let s = self.clauses.s;
        let mut at = chunk;
        // the phrase's own "to Tehran" may stand between
        for _ in 0..3 {
            match s.chunks.get(at) {
                Some(c) if rest.iter().any(|p| s.toks[c.first].lower == *p) => return true,
                Some(c) if matches!(c.kind, Kind::Prep | Kind::Np(_)) => at += 1,
                _ => return false,
            }
        }
        false
    }

    /// Whether the report has told an act of this aspect before.
    fn has_told(&self, aspect: &str) -> bool {
        let of_aspect = |act: usize| {
            let moves = self.codebook.acts()[act].moves.as_ref();
            moves.is_some_and(|m| m.aspect == aspect)
        };
        // "broke with Taiwan to establish relations with Beijing"
        let named = |word: &str| matches!(word, "relations" | "ties");
        let here = aspect == "diplomatic" && self.clauses.s.toks.iter().any(|t| named(&t.lower));
        here || self.discourse.last_of.keys().any(|&act| of_aspect(act))
            || self
                .siblings
                .borrow()
                .iter()
                .any(|(act, _, _)| of_aspect(*act))
    }
}
