//! The globe with the ways that lead from the bay to the rest of the world, for the world.
//!
//! The coasts and the projection are those of `atlas`.

use super::atlas::{self, Globe, Place};
use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, around, sine};
use super::ink::Palette;
use super::shapes::{oval, soft, trail};
use super::sky::stars;

/// Where Olokun Bay would lie.
const HOME: Place = (3.0, 6.0);

/// Where news and ships go.
const ELSEWHERE: [Place; 11] = [
    (0.0, 51.0),
    (-74.0, 41.0),
    (-43.0, -23.0),
    (31.0, 30.0),
    (55.0, 25.0),
    (73.0, 19.0),
    (18.0, -34.0),
    (37.0, -1.0),
    (113.0, 23.0),
    (37.0, 55.0),
    (-17.0, 15.0),
];

/// The ball that the picture shows: where, how large, and seen from above which place.
struct View {
    center: Spot,
    reach: f32,
    globe: Globe,
}

impl View {
    fn spot(&self, (x, y): (f32, f32)) -> Spot {
        (self.center.0 + x * self.reach, self.center.1 + y * self.reach)
    }
}

/// The globe among stars.
pub(super) fn globe(c: &mut Canvas, p: &Palette, d: &Dice) {
    c.fade(0.0, HEIGHT, &[p.ink, p.near, p.mid]);
    let view = View {
        center: (d.between(480.0, 1120.0), d.between(450.0, 600.0)),
        reach: d.between(360.0, 450.0),
        globe: Globe::above((d.between(-38.0, 52.0), d.between(-6.0, 34.0))),
    };
    let View { center, reach, .. } = view;
    stars(c, p, d, HEIGHT);
    c.glow(center, reach * 1.42, p.sky[2].faded(0.5));
    let sea = d.pick([p.cool, p.cool.mix(p.near, 0.35)]);
    c.shaded(
        ((center.0 - reach, center.1 - reach), sea.lighter(0.25)),
        ((center.0 + reach, center.1 + reach), sea.darker(0.45)),
        |path| path.push_circle(center.0, center.1, reach),
    );
    grid(c, p, &view);
    lands(c, p, d, &view);
    night_side(c, p, &view);
    routes(c, p, d, &view);
    orbit(c, p, d, &view);
}

fn lands(c: &mut Canvas, p: &Palette, d: &Dice, view: &View) {
    let land = d.pick([p.gold, p.warm, p.gold.mix(p.warm, 0.4), p.cool.mix(p.gold, 0.55)]).mix(p.sky[2], 0.15);
    for outline in atlas::lands() {
        if outline.iter().any(|&place| view.globe.locate(place)[2] > 0.0) {
            let corners: Vec<Spot> =
                outline.iter().map(|&place| view.spot(view.globe.locate_before_rim(place))).collect();
            c.shape(land, |path| soft(path, &corners));
        }
    }
}

/// Meridians and parallels, as far as they lie in front.
fn grid(c: &mut Canvas, p: &Palette, view: &View) {
    let meridians = (0..12).map(|line| {
        let east = 30.0 * line as f32;
        (0..=24).map(move |step| (east, -90.0 + 7.5 * step as f32)).collect::<Vec<Place>>()
    });
    let parallels = (1..6).map(|line| {
        let north = -90.0 + 30.0 * line as f32;
        (0..=48).map(move |step| (7.5 * step as f32, north)).collect::<Vec<Place>>()
    });
    c.stroke(2.5, p.paper.faded(0.26), |path| {
        for line in meridians.chain(parallels) {
            let places: Vec<[f32; 3]> = line.iter().map(|&place| view.globe.locate(place)).collect();
            for part in places.split(|place| place[2] < 0.0) {
                trail(path, part.iter().map(|place| view.spot((place[0], place[1]))));
            }
        }
    });
}

fn night_side(c: &mut Canvas, p: &Palette, view: &View) {
    let (x, y) = view.center;
    let reach = view.reach;
    c.shape(p.ink.faded(0.24), |path| {
        let rim = (0..=24).map(|step| around(view.center, (reach, reach), -0.125 + step as f32 / 48.0));
        let shade = (0..=24).map(|step| {
            let turns = 0.375 - step as f32 / 48.0;
            let (dx, dy) = around((0.0, 0.0), (reach, reach), turns);
            // Pressed flat across the line between day and night, which runs at 45 degrees.
            let across = (dx + dy) / 2.0 * 0.55;
            let along = (dx - dy) / 2.0;
            (x + across + along, y + across - along)
        });
        trail(path, rim.chain(shade));
        path.close();
    });
}

fn routes(c: &mut Canvas, p: &Palette, d: &Dice, view: &View) {
    let home = view.globe.locate(HOME);
    let mut cities = ELSEWHERE;
    d.shuffle(&mut cities);
    let seen =
        cities.into_iter().map(|place| view.globe.locate(place)).filter(|place| place[2] > 0.12).take(d.count(5, 7));
    for city in seen {
        c.stroke(5.5, p.paper, |path| trail(path, flight(home, city).map(|spot| view.spot(spot))));
        let end = view.spot((city[0], city[1]));
        c.disc(end, 15.0, p.paper);
        c.disc(end, 8.5, p.warm);
    }
    let at = view.spot((home[0], home[1]));
    c.disc(at, 40.0, p.warm.faded(0.35));
    c.disc(at, 24.0, p.warm);
    c.disc(at, 11.0, p.paper);
}

/// The way between two places, lifted off the ball so that it shows as an arc.
fn flight(from: [f32; 3], to: [f32; 3]) -> impl Iterator<Item = (f32, f32)> {
    (0..=20).map(move |step| {
        let along = step as f32 / 20.0;
        let blend = |axis: usize| from[axis] + (to[axis] - from[axis]) * along;
        let (x, y, z) = (blend(0), blend(1), blend(2));
        let length = (x * x + y * y + z * z).sqrt().max(0.001);
        let height = 1.0 + 0.24 * sine(along / 2.0);
        (x / length * height, y / length * height)
    })
}

fn orbit(c: &mut Canvas, p: &Palette, d: &Dice, view: &View) {
    let radii = (view.reach * 1.5, view.reach * 1.16);
    let at = d.between(0.55, 0.95);
    c.placed(view.center, d.between(-0.07, 0.07), |c| {
        c.stroke(3.0, p.gold.faded(0.5), |path| oval(path, (0.0, 0.0), radii));
        c.disc(around((0.0, 0.0), radii, at), 17.0, p.gold);
    });
}
