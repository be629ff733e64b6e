"""Word lists that names of people, artists and songs are put together from, and places. Data only.

The names are invented by drawing from the lists; who exists with such a name is chance. How often each list is used is
decided in `listeners` and `songbook`.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    """Returns the words of a text."""
    return tuple(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    """Returns what stands between bars and ends of lines."""
    return tuple(phrase.strip() for phrase in text.strip().replace("\n", "|").split("|"))


WOMEN = _words("""
    Abigail Adelina Alice Amara Amelia Anna Aurora Beatrice Bella Bridget Camila Carmen Cecilia Charlotte Chloe
    Clara Daisy Delia Diana Edith Elena Eliza Ella Emma Erin Esther Eva Fiona Flora Frances Freya Gemma Grace Greta
    Hannah Harriet Hazel Helen Ida Imani Ines Irene Iris Isabel Ivy Jada Jane Jasmine Joan Josephine Julia June
    Keira Laura Layla Leah Lena Lily Linda Louisa Lucia Luna Mabel Maeve Maria Marta Maya Mia Mila Mina Miriam Molly
    Nadia Naomi Nina Nora Olive Olivia Paula Penelope Phoebe Priya Rachel Rosa Ruby Ruth Sara Selma Sofia Stella
    Sylvia Tara Tessa Uma Vera Violet Willa Yara Zara Zoe
""")
MEN = _words("""
    Aaron Adam Ahmed Alan Albert Alexander Amir Andre Anton Arthur Asher Axel Benjamin Boris Bruno Caleb Carl Carlos
    Charles Colin Conrad Cyrus Damian Daniel David Dennis Dominic Edgar Edward Eli Elias Emil Enzo Eric Ethan Felix
    Finn Frank Gabriel George Gordon Grant Gustav Harry Harvey Henry Hugo Ian Isaac Ivan Jack Jacob James Jason
    Jayden Jerome Joel John Jonas Jordan Joseph Julian Karl Kevin Kurt Lars Leo Leon Liam Logan Louis Lucas Luis
    Marco Mark Martin Mason Matteo Max Miles Milo Moses Nathan Neil Nelson Noah Oliver Omar Oscar Otto Owen Patrick
    Paul Peter Philip Quinn Ralph Ravi Robin Roman Samuel Simon Stefan Theo Thomas Victor Walter William Yusuf
""")
FAMILIES = _words("""
    Smith Johnson Jones Adams Alvarez Anderson Archer Arnold Bailey Baker Barnes Bauer Becker Bell Bennett Berg
    Bishop Black Brooks Brown Bryant Burke Burns Butler Campbell Carter Castillo Chan Chavez Chen Clark Cohen Cole
    Collins Cook Cooper Cox Cruz Dahl Daniels Davis Diaz Dixon Doyle Duncan Edwards Ellis Evans Farmer Fernandez
    Fisher Fleming Flores Ford Foster Fox Garcia Gibson Gomez Gonzalez Graham Gray Green Griffin Gupta Hall Hansen
    Harper Harris Hart Hayes Henderson Hill Holmes Howard Hughes Hunt Ibrahim Jackson Jenkins Jensen Kaplan Keller
    Kelly Kim King Klein Knight Kumar Lambert Lane Larsen Lee Lewis Lopez Lynch Martin Mason Meyer Miller Mills
    Mitchell Moore Morgan Morris Murphy Myers Nelson Nguyen Novak Olsen Ortiz Owens Palmer Park Parker Patel Perez
    Perry Peterson Phillips Porter Powell Price Quinn Ramirez Reed Reyes Reynolds Rivera Roberts Rodriguez Rogers
    Romero Ross Ruiz Russell Ryan Sanchez Sanders Schmidt Scott Shaw Silva Simmons Singh Snyder Stone Sullivan
    Taylor Thomas Thompson Torres Tran Tucker Turner Vargas Vogel Wagner Walker Wallace Ward Watson Weber Wells West
    White Williams Wilson Wong Wood Wright Yamamoto Young Zimmerman
""")

# Metropolitan areas as the census names them, with their people in hundred thousands: listeners live where people do.
METROS = {
    "New York-Newark-Jersey City, NY-NJ-PA": 201,
    "Los Angeles-Long Beach-Anaheim, CA": 133,
    "Chicago-Naperville-Elgin, IL-IN-WI": 95,
    "Dallas-Fort Worth-Arlington, TX": 70,
    "Houston-The Woodlands-Sugar Land, TX": 65,
    "Philadelphia-Camden-Wilmington, PA-NJ-DE-MD": 61,
    "Washington-Arlington-Alexandria, DC-VA-MD-WV": 60,
    "Miami-Fort Lauderdale-West Palm Beach, FL": 59,
    "Atlanta-Sandy Springs-Roswell, GA": 56,
    "Boston-Cambridge-Newton, MA-NH": 47,
    "San Francisco-Oakland-Hayward, CA": 46,
    "Phoenix-Mesa-Scottsdale, AZ": 45,
    "Riverside-San Bernardino-Ontario, CA": 44,
    "Detroit-Warren-Dearborn, MI": 43,
    "Seattle-Tacoma-Bellevue, WA": 37,
    "Minneapolis-St. Paul-Bloomington, MN-WI": 35,
    "San Diego-Carlsbad, CA": 33,
    "Tampa-St. Petersburg-Clearwater, FL": 29,
    "St. Louis, MO-IL": 28,
    "Baltimore-Columbia-Towson, MD": 28,
    "Denver-Aurora-Lakewood, CO": 28,
    "Pittsburgh, PA": 24,
    "Charlotte-Concord-Gastonia, NC-SC": 24,
    "Portland-Vancouver-Hillsboro, OR-WA": 23,
    "San Antonio-New Braunfels, TX": 23,
    "Sacramento--Roseville--Arden-Arcade, CA": 22,
    "Cincinnati, OH-KY-IN": 21,
    "Cleveland-Elyria, OH": 21,
    "Kansas City, MO-KS": 21,
    "Indianapolis-Carmel-Anderson, IN": 20,
    "San Jose-Sunnyvale-Santa Clara, CA": 20,
    "Nashville-Davidson--Murfreesboro--Franklin, TN": 18,
    "Milwaukee-Waukesha-West Allis, WI": 16,
    "Jacksonville, FL": 14,
    "Memphis, TN-MS-AR": 13,
    "Richmond, VA": 13,
    "New Orleans-Metairie, LA": 13,
    "Louisville/Jefferson County, KY-IN": 13,
    "Raleigh, NC": 12,
    "Salt Lake City, UT": 12,
    "Birmingham-Hoover, AL": 11,
    "Rochester, NY": 11,
    "Tucson, AZ": 10,
    "Tulsa, OK": 10,
    "Albuquerque, NM": 9,
    "Omaha-Council Bluffs, NE-IA": 9,
    "Columbia, SC": 8,
    "Akron, OH": 7,
    "Augusta-Richmond County, GA-SC": 6,
    "Boise City, ID": 6,
    "Chattanooga, TN-GA": 5,
    "Portland-South Portland, ME": 5,
    "Lansing-East Lansing, MI": 5,
    "Salinas, CA": 4,
    "Anchorage, AK": 4,
    "Asheville, NC": 4,
    "Eugene, OR": 4,
    "Lubbock, TX": 3,
    "Cedar Rapids, IA": 3,
    "Waterloo-Cedar Falls, IA": 2,
    "Santa Fe, NM": 1,
    "La Crosse-Onalaska, WI-MN": 1,
    "Eureka-Arcata-Fortuna, CA": 1,
    "Elkhart-Goshen, IN": 1,
}

# Where artists come from, as their pages say it, with latitude and longitude in degrees.
HOMES = (
    ("London, England", 51.50632, -0.12714),
    ("Los Angeles, CA", 34.05349, -118.24532),
    ("New York, NY", 40.71455, -74.00712),
    ("Chicago, IL", 41.88415, -87.63241),
    ("California - LA", 34.05349, -118.24532),
    ("Detroit, MI", 42.33168, -83.04792),
    ("Brooklyn, NY", 40.65507, -73.94888),
    ("California", 37.27188, -119.27023),
    ("Philadelphia, PA", 39.95227, -75.16237),
    ("Boston, MA", 42.35866, -71.05674),
    ("San Francisco, CA", 37.77916, -122.42005),
    ("Seattle, WA", 47.60356, -122.32944),
    ("Texas", 31.1689, -100.07715),
    ("Atlanta, GA", 33.74831, -84.39111),
    ("Sweden", 62.19845, 17.55142),
    ("Manchester, England", 53.4796, -2.24881),
    ("Glasgow, Scotland", 55.85796, -4.2518),
    ("Memphis, TN", 35.14968, -90.04892),
    ("Kingston, Jamaica", 17.99702, -76.79358),
    ("Dublin, Ireland", 53.34376, -6.24953),
    ("São Paulo, Brazil", -23.5626, -46.63568),
    ("Berlin, Germany", 52.51607, 13.37698),
    ("Köln, Germany", 50.94168, 6.95517),
    ("Paris, France", 48.85692, 2.34121),
    ("Oslo, Norway", 59.91228, 10.74998),
    ("Montréal, Quebec", 45.51228, -73.55439),
    ("Toronto, Ontario, CANADA", 43.64856, -79.38533),
    ("Melbourne, Australia", -37.81753, 144.96715),
    ("Nashville, TN", 36.16778, -86.77836),
    ("New Orleans, LA", 29.95369, -90.07771),
    ("Austin, TX", 30.26759, -97.74299),
    ("Helsinki, Finland", 60.17116, 24.93258),
    ("Mexico City, Mexico", 19.4319, -99.1328),
    ("Havana, Cuba", 23.13302, -82.38304),
    ("Lagos, Nigeria", 6.45506, 3.39418),
    ("Bamako, Mali", 12.65225, -7.9817),
    ("Tokyo, Japan", 35.67048, 139.74092),
    ("Salvador, Bahia/Brazil", -12.97002, -38.50457),
)

# An artist is a frame (before, between, after) around a first and a second word, and how many of a hundred have it.
ARTIST_FRAMES = {
    ("", " ", ""): 58,
    ("The ", " ", "s"): 8,
    ("The ", " ", ""): 6,
    ("", "", ""): 10,
    ("DJ ", "", ""): 3,
    ("", " & The ", "s"): 3,
    ("", " and the ", "s"): 3,
    ("", " ", " Trio"): 2,
    ("", "/", ""): 2,
    ("", " ", " Orchestra"): 2,
    ("", " De La ", ""): 3,
}
ARTIST_FIRST = _words("""
    Amber Arctic Autumn Blue Brass Broken Burning Carmen Cedar Chrome Clara Cobalt Copper Coral Cosmic Crimson
    Crystal Daisy Dancing Dark Desert Diamond Distant Double Dusty Early Eastern Electric Elena Emerald Empty
    Endless Felix Fever Flying Foggy Forgotten Frozen Garden Gentle Ghost Glass Golden Grand Gravel Gypsy Hidden
    Hollow Holy Honey Hugo Hungry Indigo Iris Iron Ivory Jade Jolly June Kid Lazy Lemon Leon Little Lonesome Lost
    Lucky Lunar Magnetic Major Marble Maria Marta Midnight Minor Misty Modern Morning Naked Neon Nina Nocturnal
    Northern Oscar Otto Painted Paper Parallel Pepper Phantom Pink Plastic Polar Prairie Quiet Radio Rapid Raven Red
    River Roman Royal Ruby Rusty Sacred Salty Satin Scarlet Secret Shadow Silent Silver Simon Sleeping Slow Small
    Smoky Solar Southern Static Steel Stella Stone Stormy Strange Sugar Sunday Super Sweet Tangled Tender Theo
    Thunder Tiny Twin Ultra Velvet Victor Violet Vera Wandering Western Whispering White Wild Winter Wooden Yellow
    Björn José Zoë Ángel
""")
ARTIST_SECOND = _words("""
    Acrobat Admiral Alvarez Ambulance Anchor Anderson Antenna Arrow Balloon Bandit Barker Basement Beacon Bear
    Beggar Bell Bicycle Bird Bishop Blossom Boulevard Bridge Brother Buffalo Bullet Butterfly Cabin Campbell Candle
    Canyon Captain Carnival Castle Cathedral Cavalier Chariot Child Circus Clock Cloud Comet Compass Cousin Cowboy
    Coyote Crane Crow Crown Cruiser Dahl Dancer Daughter Dealer Diver Doctor Dragon Dreamer Driver Drum Eagle Echo
    Elephant Engine Explorer Falcon Farmer Feather Fernandez Fiddler Field Finger Fisher Flame Fleming Flower Forest
    Fountain Fox Galaxy Gambler Gardener Garcia Giant Giraffe Guitar Hammer Harbour Hawk Heart Helmet Hero Horizon
    Horse Hotel Hunter Island Jackson Jaguar Jensen Journey Jungle Junction Keeper Kettle Key King Kitchen Kite
    Knight Ladder Lantern Lark Leader Letter Library Lighthouse Lion Lizard Locomotive Lopez Lover Machine Magician
    Magnet Mariner Market Meadow Melody Messenger Meteor Mirror Mitchell Monkey Monument Moon Morgan Motel Motor
    Mountain Murphy Museum Needle Neighbour Nightingale Nomad Novak Ocean Officer Olsen Orchard Outlaw Owl Painter
    Palace Panther Parade Parker Passenger Patrol Peacock Pelican Phoenix Pigeon Pilgrim Pilot Pioneer Pirate Planet
    Player Poet Pony Porter Preacher Prince Prophet Puppet Quartet Queen Rabbit Racer Railway Rainbow Ranger Rebel
    Reed Reptile Rider Ritual Robber Robot Rocket Rooster Rose Runner Sailor Saint Satellite Saturn School Scientist
    Seagull Senator Sergeant Shepherd Sheriff Signal Singer Singh Sister Skeleton Sleeper Soldier Sparrow Spider
    Stallion Station Stranger Student Summer Surfer Swan Sword Tailor Temple Thief Thompson Tiger Torres Tourist
    Tower Trader Traveller Treasure Tree Trumpet Tulip Tunnel Turtle Umbrella Uncle Vagabond Valley Vampire Villain
    Village Violin Viper Visitor Volcano Wagner Walker Wanderer Warrior Watchman Wave Weaver Whale Widow Window
    Wizard Wolf Writer Zebra Zeppelin Señor Café
""")

# A title is a beginning, a word, a tail and what the record company adds. Repeats are weights.
TITLE_BEGINNINGS = ("",) * 60 + _phrases("""
    The|The|The|My|My|Your|A|No|All|Last|First|Little|Sweet|Blue|Black|Big|Old|New|Long|Bad|Good|Dear|Lost|Wild
    Another|Slow|Red|Broken|Secret|Golden|Love Is|Oh My|In The|In My|On The|Like A|This Is|I'm A|You're My
    Don't Call It|When The|Waiting For|Back To The|Dance With My|I Can't Stop The|Give Me|Where Is My|Under The
    Call Me|Never A|Let's Go|Hey|Ain't No|Down To The|Into The|We Are The|Goodbye|Hello|Good Morning|So Long
""")
TITLE_WORDS = _words("""
    Afternoon Airplane Alibi Alone Always America Angel Animal Answer April Ashes Attic August Avalanche Away Baby
    Backyard Ballad Basement Battle Beautiful Beginning Believe Bells Better Beyond Bicycle Birthday Bittersweet
    Blame Blind Blood Body Bones Boogie Border Bottle Boy Brave Bread Breathe Bridge Brother Bullet Burn Cage
    California Candle Carousel Castle Chains Chance Change Charade Child Cigarette Cinema Circle City Clouds Cold
    Colour Coffee Comet Company Confession Control Corner Cradle Crazy Crime Crossroads Cry Curtain Dagger Dance
    Danger Daughter Dawn Daydream Decade December Delirium Desire Devil Diamonds Dirt Distance Doctor Door Doubt
    Downtown Drama Dream Drift Drowning Dust Earth Easy Echo Eclipse Eden Elevator Emotion Enemy Escape Eternity
    Evening Everything Evidence Exile Eyes Face Fade Faith Falling Fame Far Fate Father Fear Feather Feeling Fever
    Fiction Fire Flame Flight Flood Flower Fool Forever Forget Forgive Fountain Fragile Freedom Friday Friend
    Frontier Funeral Future Galaxy Gamble Game Garden Gasoline Ghost Girl Glory Gold Gone Gospel Grace Gravity
    Guilty Gypsy Hands Happy Harbour Harmony Harvest Haunted Heart Heaven Heavy Helpless Hero Highway History Hold
    Hollow Home Honey Honesty Hope Horizon Hotel House Human Hunger Hurricane Hurt Hymn Ice Illusion Impossible
    Infinity Innocence Inside Instinct Invisible Island Jealousy Journey Joy July Jungle Justice Karma Kerosene Kids
    Kingdom Kiss Knife Labyrinth Lady Language Laughter Lazy Leave Legend Lemonade Letter Liar Liberty Lies Life
    Light Lightning Listen Lonely Lovers Lucky Lullaby Machine Madness Magic Mama Maybe Medicine Melody Memory Mercy
    Message Midnight Miracle Mirror Misery Mistake Moment Monday Money Monster Moonlight Morning Mother Motion
    Mountain Mystery Naked Nature Neighbour Nervous Nightmare Nobody Nocturne Nothing November Nowhere Ocean October
    Open Orange Orchid Outside Over Pain Paper Parade Paradise Passenger Patience Peace Pepper Perfect Phantom
    Photograph Picture Pieces Pilot Pirates Planet Pleasure Poison Postcard Power Prayer Pressure Pretty Pride
    Promise Quicksand Quiet Radio Railroad Rain Rainbow Reason Rebel Regret Religion Remember Rescue Return
    Revolution Rhythm River Road Rocket Romance Rose Rumour Running Sadness Sailing Saint Salt Satellite Saturday
    Scarecrow School Screaming Sea Season Serenade Shadow Shame Shelter Shine Silence Silver Simple Sister Skin Sky
    Sleep Smile Smoke Snow Soldier Someday Sorrow Soul Spaceship Spark Spring Stairway Star Stay Storm Stranger
    Street String Sugar Summer Sunday Sunlight Sunset Superstar Surrender Survivor Symphony Tears Telephone
    Television Temple Tenderness Thief Thunder Tiger Time Today Together Tomorrow Touch Town Train Treasure Trouble
    True Truth Tuesday Twilight Umbrella Under Universe Vacation Valentine Vampire Velvet Victory Vision Voice
    Volcano Wake Waltz War Water Waves Weather Wednesday Weekend Whiskey Whisper Wicked Wildfire Wind Window Wine
    Winter Wish Witness Woman Wonder Words World Yesterday Young Zero Corazón Niño Mañana Été Über Señorita Coração
    Mädchen Sœur Förlåt Día Canción Liberté
""")
TITLE_TAILS = ("",) * 40 + _phrases("""
    Again|Tonight|Blues|Song|Song|Street|Girl|Boy|Man|Machine|Love|Love|Time|Baby|Forever|Away|Theme|Rag|Dance|Days
    Nights|Eyes|Lullaby|Boogie|Part II|No. 1|In Blue|Of Love|Of Fire|Of The Night|Of My Life|And Me|In The Rain
    For You|For Two|With You|Without You|To Me|On My Mind|In My Heart|At The Station|Of The World|Is Over|Is Mine
    And The Sea|By The River|In Your Eyes|(Intro)|From Nowhere|Like This|Is All I Need|And Other Stories|On A String
    To The Sun|Of A Stranger|Won't Wait|Can't Lie|Is Not Enough|Won't Be Long|_ My Love|_ Oh No|/ Reprise|& Roses
    Don't Cry|All Over Again|Goes On|Down Below|III. Allegro|On The Wall|In Between|After All|Behind The Door|And I
    Of Mine
""")
# What follows a title, and how many of a thousand titles have it.
TITLE_ADDITIONS = {
    "": 818,
    " (Album Version)": 50,
    " (LP Version)": 16,
    " (Live)": 25,
    " (Remastered)": 12,
    " (2004 Digital Remaster)": 9,
    " (Radio Edit)": 12,
    " (Remix)": 14,
    " (Acoustic)": 8,
    " (Explicit)": 6,
    " (Single Version)": 8,
    " (Instrumental)": 6,
    " (feat. A Friend)": 6,
    ' (From "The Long Way Home")': 3,
    " (Amended Album Version)": 4,
    " (Dub)": 3,
}
