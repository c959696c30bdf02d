// The words of the design itself: all else on these pages is the API's.

const ENGLISH = {
  home: "Home", menu: "Menu", close: "Close", search: "Search", latest: "Latest stories", popular: "Most read",
  by: "By", updated: "Updated", minutes: (n) => `${n} min read`, views: (n) => `${n} views`,
  share: "Share", readAlso: "Read also", tags: "Tags", sources: "Sources", related: "Related", previous: "Previous article", next: "Next article",
  aboutAuthor: "About the author", aboutAuthors: "About the authors", gallery: "In pictures", picture: (n, all) => `${n} of ${all}`,
  comments: (n) => (n === 0 ? "No comments" : n === 1 ? "1 comment" : `${n} comments`), closed: "Comments are closed.",
  reasons: {
    age: "This story is too old for new comments.", editor: "The editors closed the discussion of this story.",
    site: "This site takes no comments.",
  },
  corrections: { correction: "Correction", clarification: "Clarification", update: "Update", retraction: "Retraction", editors_note: "Editor’s note" },
  formats: { gallery: "In pictures", video: "Video", audio: "Listen", live: "Live" },
  breaking: "Breaking", sponsored: "Sponsored", alsoIn: "Also in",
};

const ARABIC = {
  ...ENGLISH,
  home: "الرئيسية", latest: "آخر الأخبار", by: "بقلم", updated: "آخر تحديث",
  minutes: (n) => `${n} دقائق للقراءة`, views: (n) => `${n} مشاهدة`,
  share: "شارك", readAlso: "اقرأ أيضًا", tags: "وسوم", sources: "المصادر", related: "مواضيع ذات صلة", previous: "المقال السابق", next: "المقال التالي",
  aboutAuthor: "عن الكاتب", aboutAuthors: "عن الكتّاب", gallery: "بالصور", alsoIn: "بلغات أخرى",
  comments: (n) => (n === 0 ? "لا تعليقات" : `التعليقات: ${n}`), closed: "التعليقات مغلقة.",
  reasons: { age: "مضى على هذا الخبر وقت طويل.", editor: "أغلق المحررون النقاش.", site: "لا يقبل هذا الموقع تعليقات." },
};

/** The words in a language, as far as the design speaks it. */
export function words(language) {
  return language?.startsWith("ar") ? ARABIC : ENGLISH;
}

/** The name of a language in itself. */
export function languageName(language) {
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
}
