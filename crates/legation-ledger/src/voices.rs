//! How many independent voices stand behind a claim: syndicated copy is one voice, however many papers print it.
//!
//! Two reports are one voice where they have the same publisher, or carry the same agency in their dateline, or are
//! *near-duplicates*: at least [`COPY`] of their four-word shingles are common to both, as estimated by MinHash
//! (Broder 1997, in the one-permutation form of Li, Owen and Zhang 2012, densified after Shrivastava 2017).
//! What joins the first to the second and the second to the third joins all three. Reports of unnamed publishers are
//! one voice together.
//!
//! A [`Signature`] is kept in the ledger's file and compared with signatures that were made years before. How it is
//! computed is therefore part of the file's format and stands here, rather than in a library whose hashes may change from
//! one release to the next.

use std::collections::{BTreeSet, HashMap};

use crate::claim::Claim;

/// Share of common shingles from which on two texts are one voice. Independent accounts of the same event have next to
/// none in common; copy that an editor has cut by half has one half.
pub const COPY: f64 = 0.4;

/// How many minima a signature keeps.
const BINS: usize = 128;
/// Words in a shingle.
const SHINGLE: usize = 4;
/// Up to so many reports are compared each with each.
const FEW: usize = 64;
/// Shingles below which a text is too short to be told from another by its wording.
const ENOUGH: usize = 8;

/// What is kept of a text's wording to find its copies: 128 numbers of 16 bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature([u16; BINS]);

impl Signature {
    /// The signature of a text; `None` where it is too short (fewer than eleven words) to be told from another by it.
    ///
    /// ```
    /// use legation_ledger::Signature;
    /// let told = "Kyiv broke off relations with Damascus on Thursday, hours after Syria recognised two breakaway regions.";
    /// let copy = format!("{told} This copy has one more sentence.");
    /// let [told, copy] = [told, copy.as_str()].map(|text| Signature::of(text).unwrap());
    /// assert!(told.likeness(&copy) > legation_ledger::COPY);
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<u64> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(word_hash)
            .collect();
        if words.len() < SHINGLE + ENOUGH - 1 {
            return None;
        }
        let mut minima = [u64::MAX; BINS];
        for shingle in words.windows(SHINGLE) {
            let hash = shingle.iter().fold(0, |hash, word| mixed(hash ^ word));
            // The top seven bits choose the bin, the rest are compared in it.
            let bin = (hash >> 57) as usize;
            minima[bin] = minima[bin].min(hash & (u64::MAX >> 7));
        }
        let mut kept = [0; BINS];
        for (bin, slot) in kept.iter_mut().enumerate() {
            *slot = minima[donor(&minima, bin)] as u16;
        }
        Some(Signature(kept))
    }

    /// The share of shingles that both texts have, as estimated: 0 to 1, with a standard error of about 0.04.
    pub fn likeness(&self, other: &Signature) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        same as f64 / BINS as f64
    }

    /// As it is written to the file: 256 bytes, each number with its low byte first.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|n| n.to_le_bytes()).collect()
    }

    /// As it was read from the file; `None` where that is no signature.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != 2 * BINS {
            return None;
        }
        let mut kept = [0; BINS];
        for (slot, pair) in kept.iter_mut().zip(bytes.chunks_exact(2)) {
            *slot = u16::from_le_bytes([pair[0], pair[1]]);
        }
        Some(Signature(kept))
    }
}

/// The bin that stands in for an empty one: the first that is not empty in an order that depends on the bin alone.
fn donor(minima: &[u64; BINS], bin: usize) -> usize {
    let (mut at, mut step) = (bin, 0);
    while minima[at] == u64::MAX {
        step += 1;
        at = (mixed((bin as u64) << 32 | step) >> 57) as usize;
    }
    at
}

/// FNV-1a over the lower-case letters.
fn word_hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in word.chars().flat_map(char::to_lowercase) {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The finaliser of SplitMix64.
fn mixed(mut n: u64) -> u64 {
    n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// How many reports these claims stand in.
pub fn reports<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> usize {
    let reports: BTreeSet<&str> = claims
        .into_iter()
        .map(|claim| claim.report.as_str())
        .collect();
    reports.len()
}

/// How many publishers they have: unnamed ones count as one together, capitals do not count.
pub fn publishers<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> usize {
    let names: BTreeSet<Option<String>> = claims
        .into_iter()
        .map(|claim| claim.publisher.as_ref().map(|name| name.to_lowercase()))
        .collect();
    names.len()
}

/// How many independent voices they are.
pub fn voices<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> usize {
    let mut seen = BTreeSet::new();
    let told: Vec<&Claim> = claims
        .into_iter()
        .filter(|claim| seen.insert(claim.report.as_str()))
        .collect();
    if told.len() < 2 {
        return told.len();
    }
    let mut circles = Circles::new(told.len());
    join_by_name(&told, &mut circles);
    if circles.count() == 1 {
        return 1;
    }
    join_by_wording(&told, &mut circles);
    circles.count()
}

fn join_by_name(told: &[&Claim], circles: &mut Circles) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for (at, claim) in told.iter().enumerate() {
        let publisher = claim.publisher.as_deref().unwrap_or("").to_lowercase();
        let agency = claim.agency.as_ref().map(|name| name.to_lowercase());
        for name in std::iter::once(publisher).chain(agency) {
            let known = *first.entry(name).or_insert(at);
            circles.join(known, at);
        }
    }
}

/// Compares each with each where they are few. Else compares only those that have two neighbouring numbers in common: of two texts at the threshold all but one pair in
/// 70,000 have, of two independent ones few.
fn join_by_wording(told: &[&Claim], circles: &mut Circles) {
    let mut signed: Vec<(usize, &Signature)> = Vec::new();
    let mut exact: HashMap<&Signature, usize> = HashMap::new();
    for (at, claim) in told.iter().enumerate() {
        let Some(signature) = claim.signature.as_deref() else {
            continue;
        };
        match exact.insert(signature, at) {
            Some(same) => circles.join(same, at),
            None => signed.push((at, signature)),
        }
    }
    if signed.len() <= FEW {
        for (i, (at, signature)) in signed.iter().enumerate() {
            for (other, candidate) in &signed[..i] {
                if signature.likeness(candidate) >= COPY {
                    circles.join(*other, *at);
                }
            }
        }
        return;
    }
    for band in 0..BINS / 2 {
        let mut alike: HashMap<[u16; 2], Vec<(usize, &Signature)>> = HashMap::new();
        for (at, signature) in &signed {
            let key = [signature.0[2 * band], signature.0[2 * band + 1]];
            let others = alike.entry(key).or_default();
            for (other, candidate) in &*others {
                if !circles.same(*other, *at) && signature.likeness(candidate) >= COPY {
                    circles.join(*other, *at);
                }
            }
            others.push((*at, signature));
        }
    }
}

/// Who belongs together (union and find).
struct Circles(Vec<usize>);

impl Circles {
    fn new(n: usize) -> Self {
        Circles((0..n).collect())
    }

    fn head(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn same(&mut self, a: usize, b: usize) -> bool {
        self.head(a) == self.head(b)
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.head(a), self.head(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn count(&self) -> usize {
        self.0
            .iter()
            .enumerate()
            .filter(|(i, head)| i == *head)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "Kyiv broke off diplomatic relations with Damascus on Thursday, hours after Syria recognised \
        two regions in the east of Ukraine that Russia occupies. The president said in a video address that there would be \
        no more ties with a government that had sold itself. Consuls stay, the foreign ministry added, so that citizens of \
        both countries can be helped. Ukraine had closed its embassy in the Syrian capital in 2018 for reasons of safety \
        and had expelled the last envoy of Damascus in the same year.";
    const OTHER: &str = "Ukraine is to have no further diplomatic dealings with Syria, its head of state announced in the \
        evening. The step came a day after Bashar al-Assad's government said that it regarded the self-proclaimed \
        republics of Donetsk and Luhansk as independent. Syrian officials had visited Moscow this month. It is the second \
        state after Russia itself to recognise them, and the reaction in Kyiv was expected.";

    fn likeness(a: &str, b: &str) -> f64 {
        Signature::of(a)
            .unwrap()
            .likeness(&Signature::of(b).unwrap())
    }

    #[test]
    fn a_copy_that_was_cut_and_retitled_is_alike_and_another_account_is_not() {
        let cut = format!("Ukraine and Syria break: {}", &STORY[..STORY.len() * 2 / 3]);
        assert!(likeness(STORY, &cut) > COPY, "{}", likeness(STORY, &cut));
        assert!(likeness(STORY, OTHER) < 0.1, "{}", likeness(STORY, OTHER));
        assert_eq!(likeness(STORY, &STORY.to_uppercase()), 1.0);
    }

    #[test]
    fn a_few_words_are_no_wording() {
        assert!(Signature::of("Kyiv broke off relations with Damascus.").is_none());
        assert!(Signature::of("").is_none());
    }

    #[test]
    fn a_signature_is_the_same_in_every_release() {
        let signature = Signature::of(STORY).unwrap();
        assert_eq!(
            Signature::from_bytes(&signature.to_bytes()),
            Some(signature.clone())
        );
        assert_eq!(Signature::from_bytes(b"short"), None);
        let hash = blake3::hash(&signature.to_bytes()).to_hex();
        assert_eq!(
            &hash[..16],
            "7bb8cb2a2b4e5f33",
            "signatures in ledgers that exist no longer compare"
        );
    }
}
