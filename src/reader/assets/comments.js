// The discussion of an article. It is asked for when a reader comes near it, and again after they wrote.

import { get, post } from "./api.js";
import { el, rich, whenNear } from "./dom.js";
import { dates } from "./dates.js";

const LAZY = "when the comments came into sight";

/** The section of an article's comments. */
export function comments(site, article, say) {
  const { count, status, closed_reason: reason } = article.comments;
  const thread = el("div", { class: "thread", "data-from": "comments" });
  // Room for what will come, so that nothing below has to move far.
  thread.style.minHeight = `${Math.min(count, 10) * 6}rem`;
  const closed = status === "closed" ? el("p", { class: "closed", "data-from": "article.comments.closed_reason" }, say.closed, " ", say.reasons[reason] ?? "") : null;
  const section = el("section", { class: "comments", id: "comments", "aria-labelledby": "comments-title" },
    el("h2", { class: "rule", id: "comments-title" }, say.comments(count)), closed, thread);
  if (!closed) section.append(form(site, article, thread));
  if (count > 0) whenNear(section, () => fill(site, article, thread, closed === null));
  return section;
}

async function fill(site, article, thread, isOpen) {
  const show = dates(site, article.language);
  const more = async (cursor) => {
    const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : "";
    const { data, page } = await get(`/v1/articles/${article.id}/comments${query}`, { lazy: LAZY });
    thread.append(list(data, show, isOpen));
    if (page.next_cursor) {
      thread.append(el("button", { type: "button", class: "more", onclick: ({ currentTarget }) => { currentTarget.remove(); more(page.next_cursor); } }, "More comments"));
    }
  };
  await more(null).catch(() => thread.replaceChildren(el("p", { class: "notice" }, "The comments are not available at the moment.")));
  thread.style.minHeight = "";
}

function list(all, show, isOpen) {
  return el("ol", {}, all.map((comment) => el("li", { id: `comment-${comment.id}` },
    el("p", { class: "meta" }, el("b", {}, comment.author_name), " · ", show.moment(comment.created_at)),
    rich("div", { class: "said" }, comment.body_html),
    isOpen ? el("button", { type: "button", class: "reply", onclick: () => answer(comment) }, `Reply to ${comment.author_name}`) : null,
    comment.replies?.length ? list(comment.replies, show, isOpen) : null)));
}

/** Aims the form at a comment. */
function answer({ id, author_name: name }) {
  const form = document.getElementById("comment-form");
  form.elements.parent_id.value = id;
  form.querySelector("legend").textContent = `Reply to ${name}`;
  form.elements.body.focus();
}

function form(site, article, thread) {
  const note = el("p", { class: "note", role: "status" });
  const field = (name, label, attributes = {}, kind = "input") => el("label", {}, el("span", {}, label), el(kind, { name, required: true, ...attributes }));
  const element = el("form", { id: "comment-form", lang: site.language, dir: "ltr" },
    el("fieldset", {}, el("legend", {}, "Join the discussion"),
      el("input", { type: "hidden", name: "parent_id" }),
      el("div", { class: "two" }, field("author_name", "Name", { autocomplete: "name", maxlength: "100" }), field("author_email", "E-mail, never shown", { type: "email", autocomplete: "email" })),
      field("body", "Comment", { rows: "4", maxlength: "5000" }, "textarea"),
      el("button", { type: "submit" }, "Send"), note));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { parent_id: parent, ...rest } = Object.fromEntries(new FormData(element));
    try {
      const made = await post(`/v1/articles/${article.id}/comments`, { ...rest, parent_id: parent || null }, { lazy: "when a comment was sent" });
      element.reset();
      element.elements.parent_id.value = "";
      note.textContent = made.status === "approved" ? "Thank you, your comment is published." : "Thank you. Your comment is published when an editor has read it.";
      if (made.status === "approved") {
        thread.replaceChildren();
        await fill(site, article, thread, true);
      }
    } catch (fault) {
      note.textContent = [fault.message, ...(fault.errors ?? []).map(({ detail }) => detail)].join(" ");
    }
  });
  return element;
}
