DROP TABLE tags;
DROP TABLE categories;
DROP TABLE authors;
