-- Media that got another file while bodies say the address of the one before; `turn` tells a wish from a newer one.
CREATE TABLE media_moves (
    media_id TEXT NOT NULL PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    turn TEXT NOT NULL
);
