/** A kind of goods in the constructed shop. */
export interface Kind {
  /** As its products are named. */
  readonly noun: string;
  readonly plural: string;
  readonly department: string;
  /** What else people call it. */
  readonly alsoCalled: readonly string[];
  /** Other ways to write the noun, for compound words. */
  readonly alsoWritten: readonly string[];
  readonly features: readonly string[];
  readonly uses: readonly string[];
  /** What it is measured by, and in which sizes; for clothes and shoes the name of the option. */
  readonly measure: { readonly unit: string; readonly values: readonly string[] } | undefined;
}

// noun / plural | also called | also written | features | uses | unit: values
const goods: Readonly<Record<string, readonly string[]>> = {
  Electronics: [
    "laptop / laptops | notebook computer | lap top | ultralight, touchscreen, gaming, convertible | office work, studying, travel | GB: 256, 512, 128",
    "smartphone / smartphones | cellphone, mobile phone | smart phone | foldable, rugged, dual sim, compact | photos, video calls, travel | GB: 64, 128, 256",
    "headphones / headphones | headset | head phones | wireless, noise cancelling, foldable, over-ear | daily use, travel, music | ",
    "earbuds / earbuds | earphones | ear buds | wireless, waterproof, noise cancelling, compact | running, commuting, music | ",
    "smart watch / smart watches | | smartwatch | waterproof, rugged, slim, solar | running, swimming, sleep tracking | mm: 40, 42, 45",
    "tablet / tablets | | | rugged, slim, touchscreen, kid-proof | reading, drawing, video calls | inch: 8, 10, 11",
    "monitor / monitors | display | | curved, ultrawide, portable, adjustable | office work, gaming sessions, photo editing | inch: 24, 27, 32",
    "keyboard / keyboards | | key board | mechanical, wireless, ergonomic, backlit | office work, typing, gaming sessions | ",
    "webcam / webcams | | web cam | autofocus, wide angle, compact, clip-on | video calls, streaming, teaching | MP: 2, 5, 8",
    "router / routers | | | tri-band, mesh, compact, gigabit | streaming, large houses, home office | ",
    "power bank / power banks | portable charger | powerbank | solar, compact, fast charging, magnetic | travel, hiking, commuting | mAh: 5000, 10000, 20000",
    "speaker / speakers | loudspeaker | | waterproof, portable, wireless, stereo | parties, camping, music | W: 10, 20, 40",
    "television / televisions | tv | | curved, ultrathin, smart, wall-mounted | movie nights, sports, streaming | inch: 43, 55, 65",
    "projector / projectors | | | portable, short throw, wireless, ceiling-mounted | movie nights, presentations, streaming | ",
    "laptop bag / laptop bags | | | padded, leather, slim, waterproof | commuting, travel, office work | inch: 13, 15, 17",
    "phone case / phone cases | | | shockproof, leather, clear, slim | daily use, travel, hiking | ",
  ],
  Furniture: [
    "sofa / sofas | couch, settee | | leather, velvet, convertible, corner | living rooms, small flats, guests | ",
    "armchair / armchairs | | arm chair | leather, velvet, swivel, reclining | reading, living rooms, relaxing | ",
    "office chair / office chairs | | | ergonomic, mesh, swivel, reclining | home office, long days, studying | ",
    "bookshelf / bookshelves | | book shelf | wooden, corner, floating, industrial | living rooms, home office, small flats | cm: 80, 120, 180",
    "rug / rugs | carpet | | woollen, washable, round, handwoven | living rooms, hallways, children | cm: 120, 160, 200",
    "floor lamp / floor lamps | | | dimmable, arched, wooden, adjustable | reading, living rooms, home office | W: 5, 9, 12",
    "mattress / mattresses | | | orthopaedic, foldable, foam, firm | back pain, guests, side sleepers | cm: 90, 140, 160",
    "wardrobe / wardrobes | closet | | wooden, mirrored, sliding, folding | small flats, bedrooms, guests | cm: 100, 150, 200",
    "curtain / curtains | drapes | | blackout, linen, thermal, sheer | bedrooms, living rooms, noise | ",
    "pillow / pillows | | | foam, feather, cooling, orthopaedic | side sleepers, travel, neck pain | ",
  ],
  Kitchen: [
    "kettle / kettles | | | cordless, gooseneck, glass, steel | tea, pour-over coffee, small kitchens | L: 1, 1.5, 1.7",
    "toaster / toasters | | | wide slot, retro, steel, compact | breakfast, bagels, small kitchens | W: 800, 1000, 1200",
    "blender / blenders | | | portable, quiet, glass, powerful | smoothies, soups, breakfast | L: 1, 1.5, 2",
    "frying pan / frying pans | skillet | | nonstick, ceramic, cast iron, induction | eggs, steaks, small kitchens | cm: 20, 24, 28",
    "coffee maker / coffee makers | | | programmable, compact, steel, automatic | breakfast, office kitchens, guests | L: 1, 1.25, 1.8",
    "coffee grinder / coffee grinders | | | manual, ceramic, quiet, adjustable | espresso, pour-over coffee, travel | g: 40, 80, 250",
    "mug / mugs | cup | | ceramic, handmade, insulated, glass | tea, office kitchens, camping | ml: 250, 350, 450",
    "water bottle / water bottles | | | insulated, steel, leakproof, collapsible | hiking, gym, commuting | ml: 500, 750, 1000",
    "lunch box / lunch boxes | | lunchbox | leakproof, insulated, steel, stackable | school, office work, picnics | L: 1, 1.2, 2",
    "cutting board / cutting boards | | | wooden, bamboo, dishwasher safe, reversible | vegetables, bread, small kitchens | cm: 30, 40, 50",
  ],
  Clothing: [
    "t-shirt / t-shirts | tee | tshirt | cotton, organic, oversized, breathable | summer, gym, layering | size: S, M, L, XL",
    "hoodie / hoodies | hooded sweatshirt | | fleece, organic, oversized, zipped | cool evenings, gym, travel | size: S, M, L, XL",
    "jeans / jeans | | | slim, stretch, high-waisted, distressed | casual days, office work, travel | size: 30, 32, 34",
    "trousers / trousers | slacks | | linen, stretch, pleated, cropped | office work, summer, travel | size: 30, 32, 34",
    "jacket / jackets | | | windproof, quilted, reflective, leather | cool evenings, hiking, commuting | size: S, M, L, XL",
    "sweater / sweaters | jumper, pullover | | woollen, cashmere, ribbed, oversized | winter, office work, layering | size: S, M, L, XL",
    "dress / dresses | | | linen, pleated, wrap, sleeveless | summer, weddings, parties | size: 8, 10, 12",
    "scarf / scarves | | | woollen, silk, cashmere, printed | winter, travel, gifts | ",
    "pyjamas / pyjamas | pajamas | | cotton, silk, fleece, striped | winter, sleep, gifts | size: S, M, L, XL",
    "sunglasses / sunglasses | shades | sun glasses | polarised, foldable, mirrored, wraparound | driving, beach days, hiking | ",
  ],
  Shoes: [
    "running shoes / running shoes | trainers, sneakers | | cushioned, lightweight, waterproof, reflective | marathons, gym, commuting | size: 8, 9, 10, 11",
    "hiking boots / hiking boots | | | waterproof, leather, insulated, lightweight | mountains, winter, long days | size: 8, 9, 10, 11",
    "sandals / sandals | | | leather, cushioned, strappy, quick-drying | summer, beach days, travel | size: 6, 7, 8, 9",
    "slippers / slippers | | | fleece, washable, memory foam, felt | winter, relaxing, gifts | size: 6, 7, 8, 9",
  ],
  Sports: [
    "yoga mat / yoga mats | | | nonslip, foldable, cork, thick | stretching, pilates, travel | mm: 4, 6, 8",
    "dumbbell / dumbbells | | dumb bell | adjustable, rubber, hexagonal, neoprene | strength training, gym, home workouts | kg: 5, 10, 20",
    "tent / tents | | | waterproof, ultralight, inflatable, blackout | camping, festivals, mountains | kg: 2, 3, 5",
    "sleeping bag / sleeping bags | | | insulated, ultralight, double, washable | camping, festivals, winter | cm: 190, 210, 220",
    "backpack / backpacks | rucksack | back pack | waterproof, ultralight, foldable, padded | hiking, school, commuting | L: 20, 30, 45",
    "bicycle / bicycles | bike | | folding, electric, vintage, lightweight | commuting, mountains, touring | inch: 20, 26, 28",
    "bike helmet / bike helmets | | | lightweight, reflective, ventilated, foldable | commuting, mountains, children | cm: 54, 58, 61",
  ],
  Garden: [
    "lawn mower / lawn mowers | | lawnmower | cordless, electric, quiet, robotic | small gardens, large gardens, slopes | cm: 32, 36, 42",
    "garden hose / garden hoses | | | expandable, flexible, kink-free, drinking-safe | watering, car washing, balconies | m: 10, 15, 30",
    "plant pot / plant pots | | | ceramic, hanging, self-watering, terracotta | balconies, herbs, living rooms | cm: 14, 20, 28",
    "barbecue / barbecues | bbq, grill | | portable, gas, charcoal, electric | parties, balconies, camping | kg: 5, 12, 20",
  ],
  Tools: [
    "drill / drills | | | cordless, compact, brushless, hammer-action | shelves, concrete, renovation | V: 12, 18, 24",
    "screwdriver set / screwdriver sets | | | magnetic, insulated, precision, ratcheting | electronics repair, renovation, bicycles | pieces: 6, 12, 24",
    "wrench / wrenches | spanner | | adjustable, ratcheting, insulated, forged | plumbing, bicycles, renovation | mm: 10, 13, 17",
    "flashlight / flashlights | torch | flash light | rechargeable, waterproof, tactical, compact | camping, power cuts, night walks | W: 5, 10, 20",
  ],
  Baby: [
    "stroller / strollers | pram, buggy, pushchair | | foldable, lightweight, all-terrain, double | travel, newborns, city walks | kg: 6, 9, 12",
    "high chair / high chairs | | highchair | wooden, foldable, adjustable, washable | toddlers, small kitchens, travel | ",
    "diaper bag / diaper bags | | | waterproof, insulated, quilted, foldable | travel, newborns, city walks | L: 15, 20, 25",
  ],
  Pets: [
    "dog bed / dog beds | | | orthopaedic, washable, round, cooling | puppies, large breeds, travel | cm: 60, 80, 100",
    "dog leash / dog leashes | | | retractable, leather, reflective, padded | puppies, city walks, training | m: 1.2, 3, 5",
    "cat tree / cat trees | | | wooden, wall-mounted, stable, foldable | kittens, small flats, large breeds | cm: 90, 140, 180",
  ],
  Beauty: [
    "hair dryer / hair dryers | | hairdryer | ionic, foldable, quiet, ceramic | travel, curly hair, gifts | W: 1200, 1800, 2200",
    "electric toothbrush / electric toothbrushes | | | rechargeable, quiet, sonic, compact | sensitive teeth, travel, children | ",
    "moisturiser / moisturisers | moisturizer | | vegan, fragrance-free, hydrating, mattifying | dry skin, sensitive skin, winter | ml: 50, 100, 200",
  ],
};

const list = (text = ""): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

export const kinds: readonly Kind[] = Object.entries(goods).flatMap(([department, lines]) =>
  lines.map((line): Kind => {
    const [names = "", alsoCalled, alsoWritten, features, uses, measure = ""] = line.split("|");
    const [noun = "", plural = ""] = names.split("/").map((name) => name.trim());
    const [unit = "", values] = measure.split(":").map((part) => part.trim());
    return {
      ...{ noun, plural, department, alsoCalled: list(alsoCalled), alsoWritten: list(alsoWritten) },
      ...{ features: list(features), uses: list(uses), measure: values ? { unit, values: list(values) } : undefined },
    };
  }),
);

export const colours = list("black, white, red, blue, green, grey, yellow, orange, purple, beige, teal, brown");
export const brands = list(
  "Acme, Norvik, Solara, Brightway, Kestrel, Umbra, Tallow, Fenwick, Oakline, Zephyr, Marlow, Quill",
);
/** Nothing in the shop is called so, or nearly so. */
export const absent = list(
  "chainsaw, violin, aquarium, wheelbarrow, saxophone, telescope, trampoline, kayak, chandelier, gramophone, typewriter, snowboard, accordion, microscope, hammock, surfboard, bassinet, anvil, harpsichord, parachute",
);
