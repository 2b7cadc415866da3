//! How many requests one address may send.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Addresses that are remembered before those that have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// So many requests a second, and so many at once after a pause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Requests a second.
    pub per_second: f64,
    /// Requests at once.
    pub burst: f64,
}

/// A bucket for each address, that fills at the rate and from which each request takes.
pub struct Limiter {
    rate: Rate,
    buckets: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

impl Limiter {
    /// All buckets are full.
    pub fn new(rate: Rate) -> Self {
        Limiter {
            rate,
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one request of this cost; where the bucket has too little, the seconds until it has enough.
    pub fn take(&self, from: IpAddr, cost: f64, now: Instant) -> Result<(), u64> {
        let Rate { per_second, burst } = self.rate;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, (left, at)| {
                *left + now.duration_since(*at).as_secs_f64() * per_second < burst
            });
        }
        let (left, at) = buckets.entry(network(from)).or_insert((burst, now));
        *left = (*left + now.duration_since(*at).as_secs_f64() * per_second).min(burst);
        *at = now;
        let cost = cost.min(burst);
        if *left >= cost {
            *left -= cost;
            Ok(())
        } else {
            Err(((cost - *left) / per_second).ceil().max(1.0) as u64)
        }
    }
}

/// One household has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let bits = v6.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(bits.into())
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_address_waits_when_its_bucket_is_empty_and_others_do_not() {
        let limiter = Limiter::new(Rate {
            per_second: 2.0,
            burst: 3.0,
        });
        let (one, other): (IpAddr, IpAddr) =
            ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.take(one, 1.0, start), Ok(()));
        }
        assert_eq!(limiter.take(one, 1.0, start), Err(1));
        assert_eq!(limiter.take(other, 1.0, start), Ok(()));
        assert_eq!(
            limiter.take(one, 1.0, start + Duration::from_millis(500)),
            Ok(())
        );
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let limiter = Limiter::new(Rate {
            per_second: 1.0,
            burst: 1.0,
        });
        let start = Instant::now();
        assert_eq!(
            limiter.take("2001:db8::1".parse().unwrap(), 1.0, start),
            Ok(())
        );
        assert_eq!(
            limiter.take("2001:db8::2".parse().unwrap(), 1.0, start),
            Err(1)
        );
    }
}
