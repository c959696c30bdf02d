//! What others could make this program call, and what it calls.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::networks::is_public;
use super::*;

/// A server that answers each connection with the same bytes and counts them.
async fn server(answer: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (at, calls) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = calls.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            stream.write_all(answer.as_bytes()).await.unwrap();
            if answer.is_empty() {
                // It never answers, and never hangs up.
                tokio::spawn(async move {
                    std::future::pending::<()>().await;
                    drop(stream)
                });
            }
        }
    });
    (at, calls)
}

fn outbound(allowed: &[&str]) -> Outbound {
    Outbound::new(Allowed::parse(allowed.iter().copied()).unwrap()).unwrap().with_limit(Duration::from_secs(5))
}

fn looking_up(outbound: Outbound, find: impl Fn(&str, u16) -> Vec<SocketAddr> + Send + Sync + 'static) -> Outbound {
    outbound.with_lookup(Arc::new(move |host, port| {
        let found = find(&host, port);
        Box::pin(async move { Ok(found) as io::Result<_> })
    }))
}

fn get<'a>(target: &'a Target) -> Call<'a> {
    Call { target, body: None, kind: JSON, headers: Vec::new(), most: 1024, cut: false, hops: 0 }
}

async fn fetch(outbound: &Outbound, url: &str, hops: u8) -> Result<Answer, Failure> {
    let target = outbound.target(url).map_err(Failure::Wrong)?;
    outbound.call(Call { hops, ..get(&target) }).await
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

/// Addresses outside of the public internet, in many spellings.
const INSIDE: &str = "
    127.0.0.1 127.0.0.2 0.0.0.0 0177.0.0.1 0x7f.1 2130706433 127.1 017700000001 0x7f000001
    127.0.0.1. 10.0.0.1 172.31.255.255 192.168.0.1 100.64.0.1 169.254.169.254 0.1.2.3 198.18.0.1
    192.0.2.1 198.51.100.1 203.0.113.1 192.88.99.1 192.0.0.8 224.0.0.1 240.0.0.1 255.255.255.255
    ①②⑦.0.0.1 １２７.0.0.1 127。0。0。1 %31%32%37.0.0.1 [::] [::1] [::ffff:127.0.0.1] [::ffff:7f00:1]
    [::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::1] [2002:7f00:1::] [2001::1] [2001:db8::1] [fe80::1]
    [fec0::1] [fc00::1] [fd12:3456::1] [ff02::1] [100::1] [2001:2::1] [3fff::1] [5f00::1]
    [::ffff:8.8.8.8]
";

#[test]
fn threat_38_addresses_of_private_networks_are_refused_in_every_spelling() {
    let none = Allowed::default();
    for host in INSIDE.split_whitespace() {
        assert_eq!(Target::parse(&format!("http://{host}/"), &none), Err(Wrong::Address), "{host}");
    }
    for address in ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::1"] {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
}

#[tokio::test]
async fn threat_38_a_name_that_leads_inside_is_refused() {
    let (at, calls) = server(OK).await;
    let outbound = outbound(&[]);
    for url in ["http://localhost/", "http://localhost./", "http://LOCALHOST/"] {
        let got = fetch(&outbound, url, 0).await;
        assert!(matches!(got, Err(Failure::Forbidden | Failure::UnknownHost)), "{url}: {got:?}");
    }
    let named = looking_up(outbound, move |_, port| vec![SocketAddr::new(at.ip(), port)]);
    assert_eq!(fetch(&named, "http://inside.example/", 0).await, Err(Failure::Forbidden));
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn threat_39_redirects_are_not_followed_unless_asked_and_each_hop_is_checked() {
    let (inside, calls) = server(OK).await;
    let leads = |to: String| -> &'static str {
        format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").leak()
    };
    let (outside, _) = server(leads(format!("http://{inside}/"))).await;
    let allowed = [format!("hooks.example:{}", outside.port())];
    let allowed = allowed.iter().map(String::as_str).collect::<Vec<_>>();
    let one = looking_up(outbound(&allowed), move |_, _| vec![outside]);
    let url = format!("http://hooks.example:{}/", outside.port());
    assert_eq!(fetch(&one, &url, 0).await.unwrap().status, 302);
    assert_eq!(fetch(&one, &url, 3).await, Err(Failure::Wrong(Wrong::Port)));
    assert_eq!(calls.load(Ordering::SeqCst), 0, "nothing inside was called");

    for (location, failure) in [
        ("http://127.0.0.1/", Failure::Wrong(Wrong::Address)),
        ("//169.254.169.254/latest", Failure::Wrong(Wrong::Address)),
        ("file:///etc/passwd", Failure::Wrong(Wrong::Scheme)),
        ("http://a:b@hooks.example/", Failure::Wrong(Wrong::Userinfo)),
        ("/again", Failure::TooManyRedirects),
    ] {
        let (at, calls) = server(leads(location.to_owned())).await;
        let allowed = format!("hooks.example:{}", at.port());
        let one = looking_up(outbound(&[&allowed]), move |_, _| vec![at]);
        let got = fetch(&one, &format!("http://hooks.example:{}/", at.port()), 100).await;
        assert_eq!(got, Err(failure), "{location}");
        let hops = if failure == Failure::TooManyRedirects { 4 } else { 1 };
        assert_eq!(calls.load(Ordering::SeqCst), hops, "{location}");
    }
}

#[tokio::test]
async fn threat_39_an_allowed_hop_is_followed_without_what_was_sent_by_post() {
    let (end, _) = server(OK).await;
    let to = format!("HTTP/1.1 308 Moved\r\nLocation: http://{end}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let (start, _) = server(to.leak()).await;
    let outbound = outbound(&[&end.to_string(), &start.to_string()]);
    let url = format!("http://{start}/");
    assert_eq!(fetch(&outbound, &url, 1).await.unwrap().body, b"hello");
    let target = outbound.target(&url).unwrap();
    let posted = Call { body: Some("{}".into()), hops: 3, ..get(&target) };
    assert_eq!(outbound.call(posted).await.unwrap().status, 308);
}

#[tokio::test]
async fn threat_40_a_name_is_looked_up_once_and_what_was_checked_is_called() {
    let (at, calls) = server(OK).await;
    let (inside, missed) = server(OK).await;
    let lookups = Arc::new(AtomicUsize::new(0));
    let count = lookups.clone();
    // The second answer of the name's owner would lead elsewhere.
    let rebinding = move |_: &str, _| match count.fetch_add(1, Ordering::SeqCst) {
        0 => vec![at],
        _ => vec![inside],
    };
    let allowed = format!("rebinding.example:{}", at.port());
    let outbound = looking_up(outbound(&[&allowed]), rebinding);
    let got = fetch(&outbound, &format!("http://rebinding.example:{}/", at.port()), 0).await.unwrap();
    assert_eq!((got.status, got.body), (200, b"hello".to_vec()));
    assert_eq!(lookups.load(Ordering::SeqCst), 1);
    assert_eq!((calls.load(Ordering::SeqCst), missed.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn threat_40_one_bad_address_among_good_ones_is_enough() {
    let both =
        |_: &str, port| vec![SocketAddr::new([8, 8, 8, 8].into(), port), SocketAddr::new([10, 0, 0, 1].into(), port)];
    let outbound = looking_up(outbound(&[]), both);
    assert_eq!(fetch(&outbound, "https://two.example/", 0).await, Err(Failure::Forbidden));
    let nobody = looking_up(outbound, |_, _| Vec::new());
    assert_eq!(fetch(&nobody, "https://none.example/", 0).await, Err(Failure::UnknownHost));
}

#[test]
fn threat_41_only_http_on_usual_ports_without_users() {
    let none = Allowed::default();
    for (url, wrong) in [
        ("ftp://a.example/", Wrong::Scheme),
        ("file:///etc/passwd", Wrong::Scheme),
        ("javascript:alert(1)", Wrong::Scheme),
        ("gopher://a.example:80/", Wrong::Scheme),
        ("http://a@127.0.0.1", Wrong::Userinfo),
        ("http://a:b@a.example/", Wrong::Userinfo),
        ("http://:b@a.example/", Wrong::Userinfo),
        ("http://a.example@127.0.0.1/", Wrong::Userinfo),
        ("http://127.0.0.1#.ok.test", Wrong::Address),
        ("http://127.0.0.1\\@ok.test/", Wrong::Address),
        ("http://127.0.0.1?.ok.test", Wrong::Address),
        ("http://[fe80::1%eth0]/", Wrong::Url),
        ("http://fe80::1%eth0/", Wrong::Url),
        ("http://[fe80::1%25eth0]/", Wrong::Url),
        ("https://a.example:8080/", Wrong::Port),
        ("https://a.example:22/", Wrong::Port),
        ("https://a.example:0/", Wrong::Port),
        ("a.example", Wrong::Url),
        ("//a.example/", Wrong::Url),
        ("http://", Wrong::Url),
        ("http://a b/", Wrong::Url),
        ("", Wrong::Url),
    ] {
        assert_eq!(Target::parse(url, &none), Err(wrong), "{url}");
    }
    let long = format!("https://a.example/{}", "x".repeat(LONGEST_URL));
    assert_eq!(Target::parse(&long, &none), Err(Wrong::Url));
    let fine = Target::parse("HTTPS://A.Example/x?y#z", &none).unwrap();
    assert_eq!(fine.as_str(), "https://a.example/x?y");
}

#[tokio::test]
async fn threat_41_a_call_ends_in_time_and_its_answer_is_bounded() {
    let (silent, _) = server("").await;
    let (talking, _) = server("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789abcdef").await;
    let (broken, _) = server("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n0123").await;
    let allowed = [silent, talking, broken].map(|at| at.to_string());
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    let outbound = outbound(&allowed);
    let hasty = outbound.clone().with_limit(Duration::from_millis(50));
    assert_eq!(fetch(&hasty, &format!("http://{silent}/"), 0).await, Err(Failure::TooSlow));
    let target = outbound.target(&format!("http://{talking}/")).unwrap();
    assert_eq!(outbound.call(Call { most: 15, ..get(&target) }).await, Err(Failure::TooLarge));
    assert_eq!(outbound.call(Call { most: 16, ..get(&target) }).await.unwrap().body, b"0123456789abcdef");
    assert_eq!(outbound.call(Call { most: 4, cut: true, ..get(&target) }).await.unwrap().body, b"0123");
    let target = outbound.target(&format!("http://{broken}/")).unwrap();
    assert_eq!(outbound.call(get(&target)).await, Err(Failure::Unreachable));
    assert_eq!(outbound.call(Call { cut: true, ..get(&target) }).await.unwrap().body, b"0123");
}

#[test]
fn what_the_operator_allows_is_allowed_and_no_more() {
    let allowed = Allowed::parse(["hooks.intern:8080", "10.1.0.0/16", "[::1]:9000", "fd00:1::/32"]).unwrap();
    for fine in [
        "http://hooks.intern:8080/",
        "http://HOOKS.intern:8080/",
        "http://10.1.2.3/",
        "https://10.1.255.255/",
        "http://[::1]:9000/",
        "http://[fd00:1::7]/",
        "http://hooks.intern/",
    ] {
        assert!(Target::parse(fine, &allowed).is_ok(), "{fine}");
    }
    for bad in [
        "http://hooks.intern:8081/",
        "http://other.intern:8080/",
        "http://10.2.0.0/",
        "http://10.1.2.3:8080/",
        "http://[::1]/",
        "http://[::1]:9001/",
        "http://[fd00:2::7]/",
        "http://[::ffff:10.1.2.3]/",
    ] {
        assert!(Target::parse(bad, &allowed).is_err(), "{bad}");
    }
    for bad in ["", "hooks", "hooks:", "hooks:0", "hooks:70000", "10.0.0.0/33", "a b:80", "*:80/", "fd00::/129"] {
        assert_eq!(Allowed::parse([bad]).err(), Some(NotAllowable(bad.to_owned())), "{bad}");
    }
}

#[tokio::test]
async fn nobody_is_asked_about_a_certificate_that_is_not_trusted() {
    let (plain, _) = server(OK).await;
    let outbound = outbound(&[&plain.to_string()]);
    assert_eq!(fetch(&outbound, &format!("https://{plain}/"), 0).await, Err(Failure::Unreachable));
}
