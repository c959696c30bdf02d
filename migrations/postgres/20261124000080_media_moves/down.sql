DROP TABLE media_moves;
