//! Networks as an operator writes them.

use std::net::IpAddr;

use ipnet::IpNet;

/// Reads a network (`10.0.0.0/8`) or a single address.
pub fn network(text: &str) -> Result<IpNet, String> {
    let single = || text.parse::<IpAddr>().map(IpNet::from).ok();
    let read = text.parse().ok().or_else(single);
    read.ok_or_else(|| "neither an address nor a network as in 10.0.0.0/8".to_owned())
}
