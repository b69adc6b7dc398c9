//! What the shop sells: eight categories, each product with its article number and price in cents.

/// The categories, in the order of the taste weights in `habits`.
pub(crate) const CATEGORIES: [&str; 8] =
    ["Espresso coffee", "Filter coffee", "Tea", "Brewing gear", "Cups and glasses", "Sweets", "Gifts", "Subscriptions"];

/// Something on the shelf.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) name: &'static str,
    pub(crate) price: i64,
}

const fn p(name: &'static str, price: i64) -> Product {
    Product { name, price }
}

const ESPRESSO: [Product; 11] = [
    p("Harbour Espresso 250 g", 890),
    p("Harbour Espresso 1 kg", 2990),
    p("Dockside Dark 250 g", 850),
    p("Dockside Dark 1 kg", 2890),
    p("Lighthouse Single Origin 250 g", 1190),
    p("Lighthouse Single Origin 500 g", 2190),
    p("Night Ferry Ristretto 250 g", 990),
    p("Night Ferry Ristretto 1 kg", 3290),
    p("Quiet Pier Decaf 250 g", 950),
    p("Quiet Pier Decaf 500 g", 1790),
    p("Winter Roast Espresso 250 g", 1090),
];
const FILTER: [Product; 10] = [
    p("Morning Tide Filter 250 g", 990),
    p("Morning Tide Filter 1 kg", 3390),
    p("North Quay Ethiopia 250 g", 1290),
    p("North Quay Ethiopia 500 g", 2390),
    p("Blue Crane Kenya 250 g", 1390),
    p("Slow Barge Colombia 250 g", 1150),
    p("Slow Barge Colombia 1 kg", 3790),
    p("Gull Wing Guatemala 250 g", 1190),
    p("Soft Rain Decaf Filter 250 g", 1090),
    p("Winter Roast Filter 250 g", 1190),
];
const TEA: [Product; 9] = [
    p("Frisian Blend 200 g", 790),
    p("Assam Second Flush 200 g", 990),
    p("Darjeeling First Flush 100 g", 1290),
    p("Earl Grey 100 g", 690),
    p("Sencha 100 g", 890),
    p("Jasmine Pearls 80 g", 1190),
    p("Peppermint 50 g", 490),
    p("Rooibos Orange 100 g", 590),
    p("Masala Chai 150 g", 790),
];
const GEAR: [Product; 9] = [
    p("Hand Filter, porcelain", 2490),
    p("Filter Papers, 100", 490),
    p("Hand Grinder", 8900),
    p("Swan Kettle 0.9 l", 6490),
    p("Moka Pot, 3 cups", 3290),
    p("French Press 0.8 l", 3990),
    p("Digital Scale", 4590),
    p("Milk Jug 350 ml", 1890),
    p("Cleaning Tablets, 20", 990),
];
const CUPS: [Product; 6] = [
    p("Espresso Cup, pair", 2290),
    p("Cappuccino Cup", 1490),
    p("Double-wall Glass, pair", 2690),
    p("Travel Mug 340 ml", 2790),
    p("Tea Bowl", 1690),
    p("Harbour Mug", 1290),
];
const SWEETS: [Product; 6] = [
    p("Dark Chocolate 70 %", 490),
    p("Sea Salt Caramels 150 g", 690),
    p("Almond Biscotti 200 g", 590),
    p("Chocolate Coffee Beans 100 g", 550),
    p("Butter Shortbread 180 g", 650),
    p("Marzipan Bar", 390),
];
const GIFTS: [Product; 6] = [
    p("Tasting Box, four roasts", 2990),
    p("Advent Calendar, 24 coffees", 5990),
    p("Gift Card 25", 2500),
    p("Gift Card 50", 5000),
    p("Tea Lover's Box", 3490),
    p("Breakfast Hamper", 6990),
];
const SUBSCRIPTIONS: [Product; 4] = [
    p("Monthly Espresso, 2 bags", 1690),
    p("Monthly Filter, 2 bags", 1890),
    p("Monthly Surprise, 1 bag", 1190),
    p("Monthly Tea, 2 tins", 1490),
];

/// What stands on the shelf of one category.
pub(crate) fn shelf(category: usize) -> &'static [Product] {
    match category {
        0 => &ESPRESSO,
        1 => &FILTER,
        2 => &TEA,
        3 => &GEAR,
        4 => &CUPS,
        5 => &SWEETS,
        6 => &GIFTS,
        _ => &SUBSCRIPTIONS,
    }
}

/// The shop's article number: category letters and place on the shelf (`ES-03`).
pub(crate) fn sku(category: usize, place: usize) -> String {
    const LETTERS: [&str; 8] = ["ES", "FI", "TE", "GE", "CU", "SW", "GI", "SU"];
    format!("{}-{:02}", LETTERS[category.min(7)], place + 1)
}
