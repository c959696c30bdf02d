//! The demo newsroom's own files at the root.

/// Each file with its text.
pub const FILES: [(&str, &str); 8] = [
    ("ads.txt", "# The Bay Courier\nads.example, 4711, DIRECT, f08c47fec0942fa0\nsubdomain=shop.baycourier.example\n"),
    ("app-ads.txt", "ads.example, 4711, DIRECT, f08c47fec0942fa0\n"),
    ("humans.txt", "/* TEAM */\nManaging editor: Folake Durojaye\nSite: Tidewater Studio\n"),
    ("llms.txt", "# The Bay Courier\n\n> News from the water's edge: the city, the harbour and the coast.\n"),
    ("robots.txt", "User-agent: *\nAllow: /\n"),
    ("security.txt", "Contact: mailto:security@baycourier.example\nPreferred-Languages: en\n"),
    ("sellers.json", "{\"version\": \"1.0\", \"sellers\": []}"),
    ("trust.txt", "member=https://www.press.example/\nsocial=https://www.facebook.com/thebaycourier.example\n"),
];
