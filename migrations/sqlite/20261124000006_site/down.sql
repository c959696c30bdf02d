DROP TABLE redirects;
DROP TABLE home_picks;
DROP TABLE home_blocks;
DROP TABLE menu_items;
DROP TABLE menus;
DROP TABLE pages;
DROP TABLE site;
