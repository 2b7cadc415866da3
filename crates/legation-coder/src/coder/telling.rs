//! From what was found to an event: its date, its modality, who says so, and whether it answers another.

use crate::times::Distance;

use super::*;

impl Pass<'_> {
    pub(super) fn tell(
        &mut self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: Finding,
    ) {
        let in_turn = timing::in_turn(clauses, times, &finding);
        if in_turn.is_empty() {
            return self.tell_on(s, clauses, times, finding, None);
        }
        for (finding, date) in in_turn {
            self.tell_on(s, clauses, times, finding, Some(date));
        }
    }

    /// Tells it as done on a date that is known to be its own, where there is one.
    pub(super) fn tell_on(
        &mut self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        finding: Finding,
        own: Option<PartialDate>,
    ) {
        let act = &self.coder.codebook.acts()[finding.act];
        // "broke off relations", of whom and with whom is not told
        let unordered = act.moves.as_ref().is_some_and(|m| m.from.is_none());
        if unordered && finding.actors.len() + finding.recipients.len() < 2 {
            return;
        }
        // "They extended recognition to Croatia and Slovenia": whoever they are, they are not these
        let others = || finding.recipients.iter().chain(&finding.objects);
        let turned_on_itself = !unordered
            && !finding.each_other
            && !self.is_mutual(s)
            && !finding.actors.is_empty()
            && finding
                .actors
                .iter()
                .all(|a| others().any(|o| o.entity == a.entity));
        if turned_on_itself || self.is_remarked_on(s, finding.trigger) {
            return;
        }
        let mut finding = self.carried_out_later(clauses, times, finding);
        let apart = timing::dated_apart(clauses, &mut finding);
        if let Some(actors) = self.actors_of_the_same(clauses, act, &finding) {
            finding.actors = actors;
        }
        let dated = match own {
            Some(date) => Dated::Own(date),
            None => self.date_of(s, clauses, times, &finding),
        };
        let dated = self.in_tense(clauses, times, &finding, dated);
        let modality = self.modality(clauses, &finding, &dated, Some(act));
        let outer = matches!(dated, Dated::Outer(_));
        let (date, default_date) = match dated {
            // the day on which somebody asks for it or denies it is not its own
            Dated::Outer(date)
                if matches!(modality, Modality::Negated | Modality::Hypothetical)
                    && self.date.is_none_or(|d| date.first_day() <= d.last_day()) =>
            {
                (None, true)
            }
            Dated::Own(date) | Dated::Outer(date) => (Some(date), false),
            Dated::Unknown => match modality {
                Modality::Asserted if finding.presupposed => (self.date.map(to_month), true),
                Modality::Asserted => match self.day_of_sibling(s, clauses, &finding) {
                    Some(day) => (Some(day), false),
                    None => (
                        self.day_in_paragraph(s, clauses, &finding).or(self.date),
                        true,
                    ),
                },
                _ => (None, true),
            },
        };
        let of_a_thing = default_date && self.is_day_of_a_thing(s, times, finding.trigger);
        let long_ago = times.iter().any(|t| t.vague && Some(t.date) == date)
            || self.roughly_before(clauses, times, &finding, (date, default_date))
            || (default_date && dating::is_later_than_told(clauses, &finding));
        // "has since severed ties": at some time that is not told
        let since = default_date
            && finding.verb.is_some_and(|v| {
                let vg = &clauses.s.vgs[v];
                let mut words = clauses.s.toks[vg.first..=vg.main].iter();
                vg.perfect && words.any(|tok| tok.lower == "since")
            });
        // far from the news and without a time it is no news: "Turkey recalled its ambassador and told Israel's to go"
        let aside = default_date && self.is_background(s, clauses, &finding);
        let past = finding
            .verb
            .is_some_and(|v| dating::is_past_tense(clauses, v) && !clauses.s.vgs[v].perfect);
        // "the only country that has recognised it": since when is not told
        let since = since || (default_date && finding.verb.is_some_and(|v| clauses.is_remark(v)));
        // "have established relations with it since 9 July": in that month, if it is not over
        let within = finding
            .verb
            .filter(|_| default_date)
            .and_then(|v| self.within_month_since(clauses, times, v));
        let (date, default_date) = match within {
            Some(month) => (Some(month), false),
            None => (date, default_date),
        };
        let since = since && within.is_none();
        // "Spain does not recognise Kosovo": how things stand, and not since when
        let stands = default_date
            && act.id == "refuse-recognition"
            && self.sentences[s].kind != SentenceKind::Heading
            && self.attribution(s, clauses, &finding).is_none()
            && finding.verb.is_some_and(|v| {
                // "refuses to recognise"
                let v = match clauses.s.vgs[v].shape {
                    VerbShape::Infinitive => v.saturating_sub(1),
                    _ => v,
                };
                let vg = &clauses.s.vgs[v];
                let now = vg.perfect || !dating::is_past_tense(clauses, v);
                vg.shape == VerbShape::Finite && vg.modal.is_none() && !vg.past_perfect && now
            });
        let date = date.filter(|_| !long_ago && !of_a_thing && !since && !aside && !stands);
        let modality = match modality {
            Modality::Asserted if since || (aside && past) => Modality::Historical,
            Modality::Historical if within.is_some() => Modality::Asserted,
            other => other,
        };
        let date = match modality {
            Modality::Future => {
                let plan = finding.force == Force::Future
                    && finding
                        .verb
                        .is_none_or(|v| !dating::is_past_tense(clauses, v));
                let own = matches!(dated, Dated::Own(_)) && plan;
                date.and_then(|d| self.ahead(d, own && Self::is_floating(times, d)))
            }
            _ => date,
        };
        if let Some(date) = date {
            let sides = [
                &mut finding.actors,
                &mut finding.recipients,
                &mut finding.objects,
            ];
            for side in sides.into_iter().flatten() {
                side.entity = self.coder.gazetteer.in_the_time_of(side.entity, date);
            }
        }
        // what the encoder sees is no ground for who is meant later
        let grounded = finding.sight.is_none();
        if grounded && finding.actors.len() > 2 {
            self.discourse.last_group_in = s;
            self.discourse.last_group = finding
                .actors
                .iter()
                .map(|side| Side {
                    implicit: true,
                    ..side.clone()
                })
                .collect();
        }
        let mutual = act.wordings.iter().any(|w| w.mutual);
        // a treaty without an id is one that all of them signed
        let together = act.id == "sign-treaty" && finding.objects.is_empty();
        let split = !together && (!mutual || !finding.recipients.is_empty());
        let groups: Vec<Vec<Side>> = if split && finding.actors.len() > 1 {
            finding.actors.iter().map(|a| vec![a.clone()]).collect()
        } else {
            vec![finding.actors.clone()]
        };
        let each_other = finding.each_other
            || (act.moves.as_ref().is_some_and(|m| m.from.is_some())
                && mutual
                && finding.recipients.is_empty()
                && finding.actors.len() == 2);
        let groups = if each_other {
            finding.actors.iter().map(|a| vec![a.clone()]).collect()
        } else {
            groups
        };
        let mutual = mutual && act.moves.as_ref().is_none_or(|m| m.from.is_none());
        let sentence = &self.sentences[s];
        let attribution = self.attribution(s, clauses, &finding);
        let answers = self.answers(clauses, &finding);
        for actors in groups {
            let mut finding = finding.clone();
            if finding.objects.len() > 1
                || finding.objects.iter().any(|o| o.entity == actors[0].entity)
            {
                finding.objects.retain(|o| o.entity != actors[0].entity);
                // "Israel and the PLO recognised each other's government": nobody recognises himself
                if finding.objects.is_empty() {
                    continue;
                }
            }
            if each_other {
                finding.recipients = finding
                    .actors
                    .iter()
                    .filter(|a| a.entity != actors[0].entity)
                    .cloned()
                    .collect();
            }
            if grounded {
                self.remember(s, act, &finding, &actors, together);
            }
            let ids = |sides: &[Side]| {
                sides
                    .iter()
                    .map(|x| self.coder.gazetteer.entity(x.entity).id.clone())
                    .collect::<Vec<_>>()
            };
            let effect = self.coder.codebook.effect(
                &act.id,
                &ids(&actors),
                &ids(&finding.recipients),
                &ids(&finding.objects),
            );
            let implicit = actors
                .iter()
                .chain(&finding.recipients)
                .chain(&finding.objects)
                .any(|x| x.implicit);
            let confidence = confidence(&finding, implicit, default_date);
            let parties = |sides: &[Side]| sides.iter().map(|x| self.party(x)).collect::<Vec<_>>();
            let event = Event {
                id: event_id(&self.report.id, &act.id, &ids(&actors), finding.trigger),
                report: self.report.id.clone(),
                sentence: s,
                text: sentence.span.of(&self.report.text).to_owned(),
                span: sentence.span,
                actor: parties(&actors),
                recipient: parties(&finding.recipients),
                object: parties(&finding.objects),
                event: Some(act.event.clone()).filter(|e| !e.is_empty()),
                mode: act.mode.clone(),
                context: act.context.clone(),
                cameo: act.cameo.clone(),
                act: Some(act.id.clone()),
                date,
                date_precision: date.map(PartialDate::precision),
                modality,
                attribution: attribution.clone(),
                cause: None,
                plover_score: act.plover_score,
                goldstein: act.goldstein,
                confidence,
                trigger: finding.trigger,
                evidence: vec![sentence.span],
                effect,
            };
            let own_date = !default_date;
            self.told.push(Told {
                event,
                by_then: outer
                    && (finding.presupposed || dating::is_behind_after(clauses, &finding)),
                own_date,
                default_date,
                presupposed: finding.presupposed,
                looks_back: finding.verb.is_some_and(|v| clauses.s.vgs[v].past_perfect),
                perfect: finding.verb.is_some_and(|v| {
                    let vg = &clauses.s.vgs[v];
                    vg.perfect && !vg.past_perfect
                }),
                mutual,
                answers,
                title: sentence.kind == SentenceKind::Heading && s == 0,
                actor_implied: actors.iter().all(|side| side.implicit),
                other_implied: finding
                    .recipients
                    .iter()
                    .chain(&finding.objects)
                    .all(|side| side.implicit),
            });
        }
        for later in apart {
            self.tell(s, clauses, times, later);
        }
    }

    /// "These sanctions were introduced in 2014": by whom the report says has just extended them.
    fn actors_of_the_same(
        &self,
        clauses: &Clauses,
        act: &Act,
        finding: &Finding,
    ) -> Option<Vec<Side>> {
        let verb = finding.verb.map(|v| &clauses.s.vgs[v]);
        let passive = verb.is_some_and(|v| v.passive || v.shape == VerbShape::Participle)
            && finding.actors.iter().all(|side| side.implicit);
        let guessed = finding.sight.is_none() && passive && !finding.recipients.is_empty();
        if !guessed || act.aspect() != "sanctions" {
            return None;
        }
        let id = |side: &Side| &self.coder.gazetteer.entity(side.entity).id;
        let same = self.told.iter().rev().find(|told| {
            let event = &told.event;
            let of = event
                .act
                .as_deref()
                .and_then(|act| self.coder.codebook.act(act));
            of.is_some_and(|of| of.aspect() == act.aspect())
                && event.recipient.len() == finding.recipients.len()
                && finding
                    .recipients
                    .iter()
                    .all(|side| event.recipient.iter().any(|p| p.id == *id(side)))
        })?;
        let actors = same.event.actor.iter();
        actors.map(|party| self.side_of(party)).collect()
    }

    /// "recognised each other", "signed an act of mutual recognition".
    fn is_mutual(&self, s: usize) -> bool {
        let (from, to) = self.words.sentences[s];
        (from..to).any(|i| {
            matches!(
                self.words.lower[i].as_str(),
                "each" | "mutual" | "mutually" | "reciprocal" | "reciprocally" | "another"
            )
        })
    }

    /// "It is the first time that Canberra has withdrawn an ambassador": a remark on what is told elsewhere.
    fn is_remarked_on(&self, s: usize, trigger: Span) -> bool {
        let (from, to) = self.words.sentences[s];
        let opening: Vec<&str> = (from..to.min(from + 9))
            .filter(|&i| self.words.tokens[i].span.end <= trigger.start)
            .map(|i| self.words.lower[i].as_str())
            .collect();
        matches!(
            opening.as_slice(),
            ["it" | "this" | "that", "is" | "was", ..]
        ) && opening
            .windows(2)
            .any(|two| matches!(two, ["first" | "second" | "third", "time"]))
            && opening.contains(&"that")
    }

    /// "restored ties on the day of his inauguration", "recalled its envoy on the eve of the vote", "the following day" of no day that
    /// was told: behind the news such a day is not that of the report.
    fn is_day_of_a_thing(&self, s: usize, times: &[TimeExpression], trigger: Span) -> bool {
        if s <= self.news.lead + 1 {
            return false;
        }
        let (from, to) = self.words.sentences[s];
        let word = |k: usize| self.words.lower.get(k).map_or("", String::as_str);
        let of_thing = (from..to.saturating_sub(3)).any(|k| {
            let near = self.words.tokens[k].span.start >= trigger.end || k <= from + 1;
            near && word(k) == "on"
                && word(k + 1) == "the"
                && matches!(
                    (word(k + 2), word(k + 3)),
                    ("eve", "of") | ("day", "of" | "that" | "when")
                )
        });
        let counted = times.iter().any(|t| {
            let some_days = |far: Distance| far.is_in_days() && far != Distance::Days(0);
            t.relative.is_some_and(some_days)
                && (t.span.start >= trigger.end || t.first <= from + 1)
        });
        of_thing || counted
    }

    /// The month in which a thing was done since a day that the sentence names, if the day is of the report's month.
    fn within_month_since(
        &self,
        clauses: &Clauses,
        times: &[TimeExpression],
        v: usize,
    ) -> Option<PartialDate> {
        let vg = &clauses.s.vgs[v];
        let today = self.date.filter(|_| vg.perfect && !vg.past_perfect)?;
        let since = times.iter().find(|t| {
            t.date.precision() == Precision::Day
                && t.first > 0
                && self.words.lower[t.first - 1] == "since"
        })?;
        let month = to_month(since.date);
        (month == to_month(today)).then_some(month)
    }

    /// "declined to comment": a word that is kept to oneself is none against anybody.
    pub(super) fn is_kept_to_oneself(&self, s: usize, trigger: Span) -> bool {
        let (from, to) = self.words.sentences[s];
        let behind = (from..to).find(|&k| self.words.tokens[k].span.start >= trigger.end);
        let next = |k: usize| self.words.lower.get(k).map(String::as_str);
        behind.is_some_and(|k| {
            matches!(next(k), Some("to")) && matches!(next(k + 1), Some("comment" | "elaborate"))
        })
    }

    /// A party told of before, as what is reached by way of it.
    pub(super) fn side_of(&self, party: &Party) -> Option<Side> {
        Some(Side {
            entity: self.coder.gazetteer.by_id(&party.id)?,
            sector: party.sector.clone(),
            span: party.span,
            speaks: true,
            implicit: true,
        })
    }

    pub(super) fn modality(
        &self,
        clauses: &Clauses,
        finding: &Finding,
        dated: &Dated,
        act: Option<&Act>,
    ) -> Modality {
        let s = clauses.s;
        match finding.force {
            Force::Negated => return Modality::Negated,
            Force::Hypothetical => return Modality::Hypothetical,
            // "consular relations will be maintained": they are
            Force::Future if act.is_some_and(|a| a.announced.as_deref() == Some("asserted")) => {
                return Modality::Asserted;
            }
            Force::Future => return Modality::Future,
            Force::Asserted => {}
        }
        if act.is_some_and(|a| a.modality.as_deref() == Some("future")) {
            return Modality::Future;
        }
        // "after being closed for seven years"
        let was = finding.verb.is_some_and(|v| {
            let vg = &s.vgs[v];
            vg.shape == VerbShape::Gerund && vg.passive
        });
        if was && !matches!(dated, Dated::Own(_)) {
            return Modality::Historical;
        }
        let today = self.date;
        if let (Dated::Own(date) | Dated::Outer(date), Some(today)) = (dated, today) {
            let days = today
                .first_day()
                .since(date.last_day())
                .map_or(0, |span| span.get_days());
            let earlier_year =
                date.precision() == Precision::Year && date.last_day() < today.first_day();
            if days > HISTORY_DAYS || earlier_year {
                return Modality::Historical;
            }
            let decided = finding.sight.is_none() && self.is_only_decided(clauses, finding, act);
            if date.first_day() > today.last_day() || decided {
                return Modality::Future;
            }
            return Modality::Asserted;
        }
        if let Some(sight) = finding.sight {
            return if sight.historical {
                Modality::Historical
            } else {
                Modality::Asserted
            };
        }
        if self.is_only_decided(clauses, finding, act) {
            return Modality::Future;
        }
        let Some(verb) = finding.verb else {
            return Modality::Asserted;
        };
        let vg = &s.vgs[verb];
        // "resumed relations that were broken off a generation ago"
        let of_that = vg.chunk > 1
            && vg.passive
            && s.chunks[vg.chunk - 1].kind == Kind::That
            && s.np_at(vg.chunk - 2).is_some();
        let relative =
            vg.chunk > 0 && (s.chunks[vg.chunk - 1].kind == Kind::Which || of_that) && !vg.perfect;
        let told = (0..vg.chunk).any(|c| s.vg_at(c).is_some_and(|w| self.tells(clauses, w)));
        // "broke relations on Thursday. … later told the staff to leave": the news goes on
        let goes_on = self.told.last().is_some_and(|told| {
            told.event.modality == Modality::Asserted
                && self
                    .sentences
                    .get(told.event.sentence + 2)
                    .is_none_or(|after| finding.trigger.start < after.span.end)
                && told.event.date.is_some_and(|date| !self.is_past(date))
        });
        let vague = (vg.first.saturating_sub(1)..=vg.main).any(|k| {
            (!goes_on && s.toks[k].lower == "later")
                || matches!(
                    s.toks[k].lower.as_str(),
                    "previously" | "formerly" | "originally" | "initially"
                )
        }) || is_of_that_time(s, vg.last)
            || is_in_the_past(s);
        // "was among the first to recognise it"
        let was = |w: usize| matches!(s.toks[s.vgs[w].main].lower.as_str(), "was" | "were");
        let governs = clauses.governor(verb).and_then(|g| g.vg);
        let remark = vg.shape == VerbShape::Infinitive
            && vg.chunk > 0
            && matches!(
                s.toks[s.chunks[vg.chunk - 1].last].lower.as_str(),
                "first" | "last" | "only" | "one" | "country" | "state"
            )
            && governs.is_some_and(was);
        let background = (vg.past_perfect && !told) || vague || remark;
        // "has been closed since 2016", but "has recognised it, the first to do so since 2021"
        let since = (finding.chunks.0..=finding.chunks.1.min(s.chunks.len() - 1))
            .take_while(|&c| c <= vg.chunk || s.chunks[c].kind != Kind::Comma)
            .any(|c| {
                matches!(s.chunks[c].kind, Kind::Prep | Kind::Date)
                    && (s.word_of(c) == "since"
                        || (s.word_of(c) == "until"
                            && !clauses.is_done_late(verb)
                            && act.is_none_or(|act| act.aspect() != "sanctions")))
            });
        let state = vg.shape == VerbShape::Participle && !told && relative;
        let attributive = clauses.is_attributive(verb);
        if relative
            || background
            || since
            || state
            || attributive
            || (finding.presupposed && vg.past_perfect)
        {
            return Modality::Historical;
        }
        Modality::Asserted
    }

    /// Whether what the sentence tells stands so far behind the news, by itself and without a word that joins it to the
    /// news, that its day is not the day of the news.
    fn is_background(&self, s: usize, clauses: &Clauses, finding: &Finding) -> bool {
        let Some(lead) = self.told.first().map(|told| told.event.sentence) else {
            return false;
        };
        if s < lead.max(1) + 8 || finding.presupposed || finding.sight.is_some() {
            return false;
        }
        let structure = clauses.s;
        let said =
            (0..structure.vgs.len()).any(|v| Some(v) != finding.verb && self.tells(clauses, v));
        let (from, to) = self.words.sentences[s];
        let joined = (from..to).any(|k| {
            matches!(
                self.words.lower[k].as_str(),
                "also"
                    | "too"
                    | "likewise"
                    | "further"
                    | "hours"
                    | "same"
                    | "turn"
                    | "response"
                    | "part"
                    | "now"
                    | "longer"
                    | "today"
                    | "tonight"
                    | "evening"
                    | "suit"
            )
        });
        !said && !joined
    }

    /// "agreed to exchange ambassadors": an act that is not done by deciding on it.
    fn is_only_decided(&self, clauses: &Clauses, finding: &Finding, act: Option<&Act>) -> bool {
        // who closes another's mission is its host
        let deciding = match finding.actors.first() {
            Some(actor) if actor.span.start > finding.trigger.start => &finding.recipients,
            _ => &finding.actors,
        };
        let by_parliament =
            !deciding.is_empty() && deciding.iter().all(|side| side.sector == "LEG");
        act.is_some_and(|a| {
            a.decided.as_deref() == Some("future")
                // "the National Assembly voted to shut down the embassy": for the government to do
                || (by_parliament && a.aspect() != "treaty")
        }) && finding.verb.is_some_and(|verb| clauses.is_decided(verb))
    }

    /// Who says so: the subject of a verb of telling in the sentence, or "according to X".
    pub(super) fn attribution(
        &self,
        s: usize,
        clauses: &Clauses,
        finding: &Finding,
    ) -> Option<Attribution> {
        let structure = clauses.s;
        let resolver = self.resolver(s, clauses);
        for v in 0..structure.vgs.len() {
            let vg = &structure.vgs[v];
            if dating::declares_independence(clauses, v) {
                continue;
            }
            let telling = matches!(
                vg.lemma.as_str(),
                "say"
                    | "announce"
                    | "state"
                    | "report"
                    | "tell"
                    | "add"
                    | "declare"
                    | "confirm"
                    | "write"
                    | "indicate"
                    | "claim"
                    | "disclose"
                    | "tweet"
                    | "note"
                    | "reveal"
            );
            if !telling || finding.verb == Some(v) {
                continue;
            }
            let span_of = |np: usize| structure.np_span(np);
            let verb_span = structure.toks[vg.first]
                .span
                .join(structure.toks[vg.last].span);
            let after = structure.np_at(vg.chunk + 1).filter(|_| {
                vg.chunk > 0 && matches!(structure.chunks[vg.chunk - 1].kind, Kind::Comma)
            });
            let np = after.or_else(|| clauses.subject(v))?;
            let id = resolver
                .phrase(np, false)
                .first()
                .map(|x| self.coder.gazetteer.entity(x.entity).id.clone());
            let span = verb_span.join(span_of(np));
            return Some(Attribution {
                text: span.of(&self.report.text).to_owned(),
                span,
                id,
            });
        }
        for (k, tok) in structure.toks.iter().enumerate() {
            if tok.lower == "according" {
                let np = structure.nps.iter().position(|np| np.first > k)?;
                let id = resolver
                    .phrase(np, false)
                    .first()
                    .map(|x| self.coder.gazetteer.entity(x.entity).id.clone());
                let span = tok.span.join(structure.np_span(np));
                return Some(Attribution {
                    text: span.of(&self.report.text).to_owned(),
                    span,
                    id,
                });
            }
        }
        None
    }

    /// Whether the sentence says that this answers what was told before ("In response, …").
    pub(super) fn answers(&self, clauses: &Clauses, finding: &Finding) -> bool {
        let s = clauses.s;
        let until = s.chunks[finding.chunks.0].first;
        let text: Vec<&str> = s.toks[..until.min(s.toks.len())]
            .iter()
            .map(|t| t.lower.as_str())
            .collect();
        let text = text.join(" ");
        [
            "in response",
            "in retaliation",
            "in reply",
            "in a tit-for-tat",
            "in turn",
            "in protest",
            "as a result",
            "in return",
            "reciprocally",
            "retaliat",
            "responded by",
        ]
        .iter()
        .any(|phrase| text.contains(phrase))
            || s.toks
                .iter()
                .any(|t| matches!(t.lower.as_str(), "response" | "retaliation"))
    }
}

/// "which only lowered the level of its representation at the time": whenever that was.
fn is_of_that_time(s: &crate::syntax::Structure, from: usize) -> bool {
    let words = s.toks[from..].iter().map(|t| t.lower.as_str());
    let clause: Vec<&str> = words
        .take_while(|word| !matches!(*word, "," | "." | ";" | "when" | "that"))
        .collect();
    clause.ends_with(&["at", "the", "time"]) || clause.ends_with(&["back", "then"])
}

/// "In the past the Vatican refused to recognise Israel".
fn is_in_the_past(s: &crate::syntax::Structure) -> bool {
    let opening: Vec<&str> = s.toks.iter().take(3).map(|t| t.lower.as_str()).collect();
    opening == ["in", "the", "past"]
}
