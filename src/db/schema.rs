//! The tables, as both databases have them: written by hand because one text serves two
//! dialects; a test compares it with each migrated database.
#![expect(missing_docs, reason = "the columns are described where their rows are")]

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    facts (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    changes (seq) {
        seq -> BigInt,
        at -> Moment,
        kind -> Text,
        resource_id -> Uuid,
        op -> Text,
        event -> Text,
        reason -> Nullable<Text>,
        version -> BigInt,
        slug -> Nullable<Text>,
        path -> Nullable<Text>,
        previous_slug -> Nullable<Text>,
        previous_path -> Nullable<Text>,
        changed -> Jsonb,
        keys -> Jsonb,
        breaking -> Bool,
        alert -> Nullable<Jsonb>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    webhooks (id) {
        id -> Uuid,
        url -> Text,
        description -> Text,
        events -> Jsonb,
        active -> Bool,
        ended -> Nullable<Text>,
        generation -> BigInt,
        previous_until -> Nullable<Moment>,
        seq -> BigInt,
        failures -> BigInt,
        claimed_until -> Moment,
        created_at -> Moment,
        created_by -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    deliveries (id) {
        id -> Uuid,
        webhook_id -> Uuid,
        event_id -> Text,
        seq -> Nullable<BigInt>,
        event -> Text,
        body -> Text,
        status -> Text,
        attempt -> BigInt,
        next_at -> Nullable<Moment>,
        response_status -> Nullable<BigInt>,
        response_body -> Nullable<Text>,
        error -> Nullable<Text>,
        duration_ms -> Nullable<BigInt>,
        created_at -> Moment,
        attempted_at -> Nullable<Moment>,
        delivered_at -> Nullable<Moment>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    media (id) {
        id -> Uuid,
        number -> BigInt,
        kind -> Text,
        hash -> Nullable<Text>,
        source_url -> Nullable<Text>,
        mime -> Text,
        filename -> Text,
        title -> Text,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
        bytes -> Nullable<BigInt>,
        widths -> Jsonb,
        alt -> Text,
        caption -> Nullable<Text>,
        credit -> Nullable<Text>,
        license -> Nullable<Text>,
        rights_until -> Nullable<Moment>,
        focal_x -> Double,
        focal_y -> Double,
        color -> Nullable<Text>,
        placeholder -> Nullable<Text>,
        duration_seconds -> Nullable<Integer>,
        poster_id -> Nullable<Uuid>,
        legacy_source -> Nullable<Text>,
        legacy_kind -> Nullable<Text>,
        legacy_id -> Nullable<Text>,
        created_at -> Moment,
        version -> BigInt,
        revision -> BigInt,
        search_key -> Text,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    media_desk (media_id) {
        media_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        uploaded_by -> Text,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    media_former (hash) {
        hash -> Text,
        media_id -> Uuid,
        mime -> Text,
        filename -> Text,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    media_moves (media_id) {
        media_id -> Uuid,
        turn -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    media_jobs (media_id) {
        media_id -> Uuid,
        turn -> Uuid,
        attempt -> BigInt,
        due_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    media_leftovers (hash) {
        hash -> Text,
        due_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    authors (id) {
        id -> Uuid,
        number -> BigInt,
        slug -> Text,
        name -> Text,
        name_key -> Text,
        job_title -> Nullable<Text>,
        bio -> Nullable<Text>,
        portrait_id -> Nullable<Uuid>,
        social -> Jsonb,
        seo -> Jsonb,
        article_count -> BigInt,
        legacy_source -> Nullable<Text>,
        legacy_kind -> Nullable<Text>,
        legacy_id -> Nullable<Text>,
        login -> Nullable<Text>,
        email -> Nullable<Text>,
        created_at -> Moment,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    categories (id) {
        id -> Uuid,
        number -> BigInt,
        slug -> Text,
        name -> Text,
        name_key -> Text,
        description -> Nullable<Text>,
        picture_id -> Nullable<Uuid>,
        parent_id -> Nullable<Uuid>,
        position -> Integer,
        path -> Text,
        pinned_id -> Nullable<Uuid>,
        pinned_until -> Nullable<Moment>,
        seo -> Jsonb,
        article_count -> BigInt,
        article_count_with_descendants -> BigInt,
        legacy_source -> Nullable<Text>,
        legacy_kind -> Nullable<Text>,
        legacy_id -> Nullable<Text>,
        created_at -> Moment,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    tags (id) {
        id -> Uuid,
        number -> BigInt,
        slug -> Text,
        name -> Text,
        name_key -> Text,
        description -> Nullable<Text>,
        picture_id -> Nullable<Uuid>,
        seo -> Jsonb,
        article_count -> BigInt,
        legacy_source -> Nullable<Text>,
        legacy_kind -> Nullable<Text>,
        legacy_id -> Nullable<Text>,
        created_at -> Moment,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    articles (id) {
        id -> Uuid,
        number -> BigInt,
        slug -> Text,
        title -> Text,
        title_key -> Text,
        short_title -> Nullable<Text>,
        kicker -> Nullable<Text>,
        subtitle -> Nullable<Text>,
        excerpt -> Text,
        language -> Text,
        direction -> Text,
        format -> Text,
        status -> Text,
        publishable -> Bool,
        public_from -> Moment,
        public_until -> Nullable<Moment>,
        published_at -> Moment,
        updated_at -> Moment,
        featured_until -> Nullable<Moment>,
        breaking_until -> Nullable<Moment>,
        sponsored -> Bool,
        comments_open -> Bool,
        primary_category_id -> Nullable<Uuid>,
        featured_media_id -> Nullable<Uuid>,
        word_count -> Integer,
        view_count -> BigInt,
        comment_count -> BigInt,
        version -> BigInt,
        revision -> BigInt,
        legacy_source -> Nullable<Text>,
        legacy_kind -> Nullable<Text>,
        legacy_id -> Nullable<Text>,
        legacy_status -> Nullable<Text>,
        guid -> Nullable<Text>,
        announced_at -> Nullable<Moment>,
        trashed_at -> Nullable<Moment>,
        created_at -> Moment,
        changed_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_bodies (article_id) {
        article_id -> Uuid,
        html -> Text,
        text -> Text,
        blocks -> Jsonb,
        dateline -> Nullable<Text>,
        location -> Nullable<Jsonb>,
        sources -> Jsonb,
        seo -> Jsonb,
        extra -> Jsonb,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_authors (article_id, position) {
        article_id -> Uuid,
        position -> Integer,
        author_id -> Uuid,
        role -> Text,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_categories (article_id, position) {
        article_id -> Uuid,
        position -> Integer,
        category_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_tags (article_id, position) {
        article_id -> Uuid,
        position -> Integer,
        tag_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_body_media (article_id, media_id) {
        article_id -> Uuid,
        media_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    page_body_media (page_id, media_id) {
        page_id -> Uuid,
        media_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_gallery (article_id, position) {
        article_id -> Uuid,
        position -> Integer,
        media_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_picks (article_id, position) {
        article_id -> Uuid,
        position -> Integer,
        picked_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_corrections (id) {
        id -> Uuid,
        article_id -> Uuid,
        kind -> Text,
        text -> Text,
        html -> Text,
        at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_translations (group_id, article_id) {
        group_id -> Uuid,
        article_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    revisions (id) {
        id -> Uuid,
        article_id -> Uuid,
        number -> BigInt,
        at -> Moment,
        by_name -> Text,
        note -> Nullable<Text>,
        body_format -> Text,
        body_source -> Text,
        fields -> Jsonb,
        by_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_months (month) {
        month -> Text,
        article_count -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    category_feed (category_id, published_at, article_id) {
        category_id -> Uuid,
        published_at -> Moment,
        article_id -> Uuid,
        direct -> Bool,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    tag_feed (tag_id, published_at, article_id) {
        tag_id -> Uuid,
        published_at -> Moment,
        article_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    author_feed (author_id, published_at, article_id) {
        author_id -> Uuid,
        published_at -> Moment,
        article_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_views (article_id, hour) {
        article_id -> Uuid,
        hour -> Moment,
        views -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    comments (id) {
        id -> Uuid,
        number -> BigInt,
        subject_kind -> Text,
        subject_id -> Uuid,
        parent_id -> Nullable<Uuid>,
        shown_parent_id -> Nullable<Uuid>,
        shown_root_id -> Uuid,
        author_id -> Nullable<Uuid>,
        author_name -> Text,
        author_email -> Nullable<Text>,
        author_url -> Nullable<Text>,
        author_address -> Nullable<Text>,
        body_html -> Text,
        body_text -> Text,
        status -> Text,
        created_at -> Moment,
        legacy_source -> Nullable<Text>,
        legacy_kind -> Nullable<Text>,
        legacy_id -> Nullable<Text>,
        revision -> BigInt,
        digest -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    site (id) {
        id -> Integer,
        settings -> Jsonb,
        logo_id -> Nullable<Uuid>,
        icon_id -> Nullable<Uuid>,
        changed_at -> Moment,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    pages (id) {
        id -> Uuid,
        number -> BigInt,
        slug -> Text,
        path -> Text,
        title -> Text,
        title_key -> Text,
        excerpt -> Text,
        parent_id -> Nullable<Uuid>,
        position -> Integer,
        status -> Text,
        publishable -> Bool,
        public_from -> Moment,
        public_until -> Nullable<Moment>,
        published_at -> Moment,
        updated_at -> Moment,
        html -> Text,
        text -> Text,
        blocks -> Jsonb,
        featured_media_id -> Nullable<Uuid>,
        seo -> Jsonb,
        body_format -> Text,
        body_source -> Text,
        legacy_source -> Nullable<Text>,
        legacy_kind -> Nullable<Text>,
        legacy_id -> Nullable<Text>,
        legacy_status -> Nullable<Text>,
        announced_at -> Nullable<Moment>,
        created_at -> Moment,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    menus (id) {
        id -> Uuid,
        name -> Text,
        title -> Text,
        legacy_id -> Nullable<Text>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    menu_items (id) {
        id -> Uuid,
        menu_id -> Uuid,
        parent_id -> Nullable<Uuid>,
        position -> Integer,
        title -> Nullable<Text>,
        kind -> Text,
        target_id -> Nullable<Uuid>,
        url -> Nullable<Text>,
        open_in_new -> Bool,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    home_blocks (id) {
        id -> Uuid,
        key -> Text,
        position -> Integer,
        title -> Nullable<Text>,
        kind -> Text,
        source_id -> Nullable<Uuid>,
        format -> Nullable<Text>,
        time_window -> Nullable<Text>,
        size -> Integer,
        link_category_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    home_picks (block_id, position) {
        block_id -> Uuid,
        position -> Integer,
        article_id -> Uuid,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    redirects (path) {
        path -> Text,
        id -> Uuid,
        target_kind -> Text,
        target_id -> Nullable<Uuid>,
        target_url -> Nullable<Text>,
        code -> Integer,
        origin -> Text,
        created_at -> Moment,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    root_files (name) {
        name -> Text,
        text -> Nullable<Text>,
        changed_at -> Moment,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    import_runs (id) {
        id -> Uuid,
        source -> Text,
        digest -> Text,
        state -> Text,
        started_at -> Moment,
        finished_at -> Nullable<Moment>,
        report -> Jsonb,
        file -> Text,
        size -> Nullable<BigInt>,
        options -> Nullable<Jsonb>,
        progress -> Integer,
        error -> Nullable<Text>,
        created_by -> Text,
        cancelled -> Bool,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    import_items (source, kind, identity) {
        source -> Text,
        kind -> Text,
        identity -> Text,
        target_id -> Uuid,
        digest -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    tallies (name) {
        name -> Text,
        count -> BigInt,
        ends_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    kept_answers (name) {
        name -> Text,
        request -> Text,
        answer -> Text,
        ends_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    users (id) {
        id -> Uuid,
        email -> Text,
        email_key -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Text,
        author_id -> Nullable<Uuid>,
        active -> Bool,
        token_version -> BigInt,
        created_at -> Moment,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    sessions (id) {
        id -> Uuid,
        user_id -> Uuid,
        refresh_hash -> Text,
        agent -> Text,
        address -> Text,
        created_at -> Moment,
        used_at -> Moment,
        expires_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    api_keys (id) {
        id -> Uuid,
        name -> Text,
        prefix -> Text,
        secret_hash -> Text,
        scopes -> Jsonb,
        networks -> Jsonb,
        expires_at -> Nullable<Moment>,
        last_used_at -> Nullable<Moment>,
        revoked_at -> Nullable<Moment>,
        created_by -> Text,
        created_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    audit (seq) {
        seq -> BigInt,
        at -> Moment,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        actor_name -> Text,
        address -> Nullable<Text>,
        request_id -> Nullable<Text>,
        action -> Text,
        resource_kind -> Text,
        resource_id -> Nullable<Uuid>,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_desk (article_id) {
        article_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        embargo_until -> Nullable<Moment>,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    previews (id) {
        id -> Uuid,
        kind -> Text,
        document_id -> Uuid,
        token_hash -> Text,
        by_id -> Nullable<Uuid>,
        by_name -> Text,
        created_at -> Moment,
        expires_at -> Moment,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    autosaves (article_id, actor_id) {
        article_id -> Uuid,
        actor_id -> Uuid,
        at -> Moment,
        revision -> BigInt,
        content -> Jsonb,
    }
}

diesel::table! {
    use crate::db::types::{Jsonb, Moment, Uuid};
    use diesel::sql_types::*;

    article_locks (article_id) {
        article_id -> Uuid,
        actor_id -> Uuid,
        actor_name -> Text,
        taken_at -> Moment,
        expires_at -> Moment,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    facts,
    changes,
    webhooks,
    deliveries,
    counters,
    media,
    media_desk,
    media_former,
    media_jobs,
    media_leftovers,
    authors,
    categories,
    tags,
    articles,
    article_bodies,
    article_authors,
    article_categories,
    article_tags,
    article_body_media,
    page_body_media,
    article_gallery,
    article_picks,
    article_corrections,
    article_translations,
    revisions,
    category_feed,
    tag_feed,
    author_feed,
    article_views,
    comments,
    site,
    pages,
    menus,
    menu_items,
    home_blocks,
    home_picks,
    redirects,
    root_files,
    import_runs,
    import_items,
    tallies,
    kept_answers,
    users,
    sessions,
    api_keys,
    audit,
    article_desk,
    previews,
    autosaves,
    article_locks,
);
