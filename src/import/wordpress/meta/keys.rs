//! Under which keys WordPress and its plugins keep the same thing, the likeliest first.

/// Keys under which plugins count views.
pub(super) const VIEW_KEYS: [&str; 14] = [
    "views",
    "post_views_count",
    "_post_views",
    "post_views",
    "wpb_post_views_count",
    "tie_views",
    "jnews_view_counter",
    "_post_views_count",
    "penci_post_views_count",
    "td_post_views_count",
    "bunyad_views_count",
    "post-views",
    "view_count",
    "entry_views",
];

pub(super) const CREDIT_KEYS: [&str; 7] =
    ["_media_credit", "media_credit", "_wp_attachment_credit", "_credit", "credit", "photo_credit", "image_credit"];
pub(super) const SOURCE_NAME_KEYS: [&str; 4] = ["_source_name", "source_name", "jnews_source_name", "source"];
pub(super) const SOURCE_URL_KEYS: [&str; 4] = ["_source_url", "source_url", "jnews_source_url", "source_link"];
pub(super) const SUBTITLE_KEYS: [&str; 5] =
    ["wps_subtitle", "_secondary_title", "secondary_title", "_subtitle", "kia_subtitle"];
pub(super) const PRIMARY_CATEGORY_KEYS: [&str; 3] =
    ["_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_term_category"];
