//! The publisher's own files, for whoever asks: robots of exchanges, apps and search engines.

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::KEY;
use crate::config::freshness;
use crate::error::{Problem, ProblemOut};
use crate::files::model::Known;
use crate::files::store;
use crate::http::{Answer, Keys};
use crate::site::Ask;

/// The file that robots look at first (RFC 9309).
const ROBOTS: &str = "robots.txt";

/// Where the publisher wrote none, robots may go everywhere, and find the sitemaps.
fn usual_robots(ask: &Ask) -> String {
    let at = ask.here.addresses();
    let (all, news) = (at.url("/sitemap.xml"), at.url("/news-sitemap.xml"));
    format!("User-agent: *\nAllow: /\n\nSitemap: {all}\nSitemap: {news}\n")
}

/// The file of a name, where the publisher wrote one. What stands in the query is ignored.
async fn served(ask: Ask, known: Option<&'static Known>, shown: &str) -> Result<Answer, Problem> {
    let missing = || Problem::not_found("file", shown);
    let known = known.ok_or_else(missing)?;
    let row = ask.read(move |conn, _| Ok(store::find(conn, known.name)?)).await?;
    let keys = Keys::new().named(KEY, known.name);
    let (text, keys) = match row.and_then(|row| row.text) {
        Some(text) => (text, keys),
        // It names the site's own address.
        None if known.name == ROBOTS => (usual_robots(&ask), keys.with("site")),
        None => return Err(missing()),
    };
    Ok(Answer::bytes(known.form.content_type(), text).cached(freshness::FILE, keys))
}

/// Get one of the publisher's files at its well-known place
///
/// `security.txt`, `trust.txt` and files that name the publisher's apps, where the publisher wrote them.
#[utoipa::path(
    get, path = "/.well-known/{file}", tag = "service",
    params(("file" = String, Path, description = "The file's name.", example = "security.txt")),
    responses((status = 200, description = "The file.", body = String, content_type = "text/plain", example = "Contact: mailto:security@news.example\n"))
)]
pub async fn get_well_known_file(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let known = Known::find(&name).filter(|known| known.well_known);
    served(ask, known, &format!(".well-known/{name}")).await
}

macro_rules! root_files {
    ($($handler:ident $path:literal $kind:literal $body:ident [$($example:tt)*];)*) => {
        $(
            /// Get one of the publisher's files
            ///
            /// The file, where the publisher wrote it.
            #[utoipa::path(
                get, path = $path, tag = "service",
                responses(
                    (status = 200, description = "The file.", body = $body, content_type = $kind, example = $($example)*),
                    (status = 404, description = "The publisher wrote none.", body = ProblemOut, content_type = "application/problem+json"),
                )
            )]
            pub async fn $handler(ask: Ask) -> Result<Answer, Problem> {
                let name = $path.trim_start_matches('/');
                served(ask, Known::find(name).filter(|known| known.root), name).await
            }
        )*

        /// The operations of this slice for whoever asks.
        #[derive(OpenApi)]
        #[openapi(paths(get_well_known_file, $($handler),*))]
        pub struct Contract;

        /// Binds the files to their paths.
        pub fn routes(config: &mut ServiceConfig) {
            config.service(web::resource("/.well-known/{file}").get(get_well_known_file));
            $(config.service(web::resource($path).get($handler));)*
        }

        /// The paths at the root.
        #[cfg(test)]
        const ROOT: &[(&str, &str)] = &[$(($path, $kind)),*];
    };
}

root_files! {
    get_ads_txt "/ads.txt" "text/plain" String ["newswire.example, pub-0000, DIRECT\n"];
    get_app_ads_txt "/app-ads.txt" "text/plain" String ["newswire.example, pub-0000, DIRECT\n"];
    get_humans_txt "/humans.txt" "text/plain" String ["Editor: Adaeze Okafor\n"];
    get_llms_txt "/llms.txt" "text/plain" String ["# Bay Courier\n"];
    get_robots_txt "/robots.txt" "text/plain" String ["User-agent: *\nAllow: /\n"];
    get_security_txt "/security.txt" "text/plain" String ["Contact: mailto:security@news.example\n"];
    get_sellers_json "/sellers.json" "application/json" Object [json!({"sellers": []})];
    get_trust_txt "/trust.txt" "text/plain" String ["member=https://www.press.example/\n"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::model::{FILES, Form};

    #[test]
    fn every_file_has_its_path() {
        let served = |name: &str| ROOT.iter().find(|(path, _)| path.trim_start_matches('/') == name);
        for known in &FILES {
            assert_eq!(served(known.name).is_some(), known.root, "{}", known.name);
            if let Some((_, kind)) = served(known.name) {
                assert_eq!(*kind == "application/json", known.form == Form::Json, "{}", known.name);
            }
        }
        assert_eq!(ROOT.len(), FILES.iter().filter(|known| known.root).count());
    }
}
