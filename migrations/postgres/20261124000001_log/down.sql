DROP TABLE counters;
DROP TABLE changes;
DROP TABLE facts;
