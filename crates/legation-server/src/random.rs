//! Numbers that nobody can guess.

/// `N` bytes from the system's source, in hexadecimal.
pub fn hex<const N: usize>() -> String {
    let mut bytes = [0_u8; N];
    // A system without randomness cannot keep secrets: better to stop than to make some that can be guessed.
    getrandom::fill(&mut bytes).expect("the system gives random numbers");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
