"""Names of every region for the own sentences, by kind. States with their adjective and capital; the rest is made from them."""

STATES = """
Albania Albanian Tirana|Algeria Algerian Algiers|Angola Angolan Luanda|Argentina Argentine Buenos_Aires|Armenia Armenian Yerevan
Australia Australian Canberra|Austria Austrian Vienna|Azerbaijan Azerbaijani Baku|Bahrain Bahraini Manama|Bangladesh Bangladeshi Dhaka
Belarus Belarusian Minsk|Belgium Belgian Brussels|Bolivia Bolivian La_Paz|Bosnia Bosnian Sarajevo|Botswana Botswanan Gaborone
Brazil Brazilian Brasilia|Bulgaria Bulgarian Sofia|Burkina_Faso Burkinabe Ouagadougou|Burundi Burundian Gitega|Cambodia Cambodian Phnom_Penh
Cameroon Cameroonian Yaounde|Canada Canadian Ottawa|Chad Chadian N'Djamena|Chile Chilean Santiago|China Chinese Beijing
Colombia Colombian Bogota|Congo Congolese Kinshasa|Costa_Rica Costa_Rican San_Jose|Croatia Croatian Zagreb|Cuba Cuban Havana
Cyprus Cypriot Nicosia|Denmark Danish Copenhagen|Djibouti Djiboutian Djibouti|Ecuador Ecuadorian Quito|Egypt Egyptian Cairo
El_Salvador Salvadoran San_Salvador|Eritrea Eritrean Asmara|Estonia Estonian Tallinn|Ethiopia Ethiopian Addis_Ababa|Fiji Fijian Suva
Finland Finnish Helsinki|France French Paris|Gabon Gabonese Libreville|Georgia Georgian Tbilisi|Germany German Berlin|Ghana Ghanaian Accra
Greece Greek Athens|Guatemala Guatemalan Guatemala_City|Guinea Guinean Conakry|Guyana Guyanese Georgetown|Haiti Haitian Port-au-Prince
Honduras Honduran Tegucigalpa|Hungary Hungarian Budapest|Iceland Icelandic Reykjavik|India Indian New_Delhi|Indonesia Indonesian Jakarta
Iran Iranian Tehran|Iraq Iraqi Baghdad|Ireland Irish Dublin|Israel Israeli Jerusalem|Italy Italian Rome|Jamaica Jamaican Kingston
Japan Japanese Tokyo|Jordan Jordanian Amman|Kazakhstan Kazakh Astana|Kenya Kenyan Nairobi|Kosovo Kosovan Pristina|Kuwait Kuwaiti Kuwait_City
Kyrgyzstan Kyrgyz Bishkek|Laos Laotian Vientiane|Latvia Latvian Riga|Lebanon Lebanese Beirut|Liberia Liberian Monrovia|Libya Libyan Tripoli
Lithuania Lithuanian Vilnius|Malawi Malawian Lilongwe|Malaysia Malaysian Kuala_Lumpur|Mali Malian Bamako|Mauritania Mauritanian Nouakchott
Mexico Mexican Mexico_City|Moldova Moldovan Chisinau|Mongolia Mongolian Ulaanbaatar|Montenegro Montenegrin Podgorica|Morocco Moroccan Rabat
Mozambique Mozambican Maputo|Myanmar Burmese Naypyidaw|Namibia Namibian Windhoek|Nepal Nepalese Kathmandu|New_Zealand New_Zealand Wellington
Nicaragua Nicaraguan Managua|Niger Nigerien Niamey|Nigeria Nigerian Abuja|North_Korea North_Korean Pyongyang|Norway Norwegian Oslo
Oman Omani Muscat|Pakistan Pakistani Islamabad|Panama Panamanian Panama_City|Paraguay Paraguayan Asuncion|Peru Peruvian Lima
Poland Polish Warsaw|Portugal Portuguese Lisbon|Qatar Qatari Doha|Romania Romanian Bucharest|Russia Russian Moscow|Rwanda Rwandan Kigali
Samoa Samoan Apia|Saudi_Arabia Saudi Riyadh|Senegal Senegalese Dakar|Serbia Serbian Belgrade|Sierra_Leone Sierra_Leonean Freetown
Singapore Singaporean Singapore|Slovakia Slovak Bratislava|Slovenia Slovenian Ljubljana|Somalia Somali Mogadishu|South_Africa South_African Pretoria
South_Korea South_Korean Seoul|South_Sudan South_Sudanese Juba|Spain Spanish Madrid|Sri_Lanka Sri_Lankan Colombo|Sudan Sudanese Khartoum
Sweden Swedish Stockholm|Switzerland Swiss Bern|Syria Syrian Damascus|Taiwan Taiwanese Taipei|Tajikistan Tajik Dushanbe|Tanzania Tanzanian Dodoma
Thailand Thai Bangkok|Timor-Leste Timorese Dili|Tonga Tongan Nuku'alofa|Tunisia Tunisian Tunis|Turkey Turkish Ankara|Turkmenistan Turkmen Ashgabat
Uganda Ugandan Kampala|Ukraine Ukrainian Kyiv|the_United_Arab_Emirates Emirati Abu_Dhabi|Britain British London|the_United_States American Washington
Uruguay Uruguayan Montevideo|Uzbekistan Uzbek Tashkent|Vanuatu Vanuatuan Port_Vila|Venezuela Venezuelan Caracas|Vietnam Vietnamese Hanoi
Yemen Yemeni Sanaa|Zambia Zambian Lusaka|Zimbabwe Zimbabwean Harare
"""
STATES = [tuple(w.replace("_", " ") for w in s.split()) for s in STATES.replace("\n", "|").split("|") if s.strip()]

GIVEN = "Ahmed Ana Boris Carlos Chen David Elena Fatima George Hassan Ivan James Juan Kwame Lina Maria Mehmet Nadia Omar Paul Rosa Samuel Sergei Tariq Viktor Wei Yusuf Zoran Aung Thabo Ingrid Marek".split()
FAMILY = "Abdi Alvarez Bakker Celik Diallo Eriksson Farouk Gonzalez Haddad Ivanov Jallow Kovac Lindqvist Mbeki Nguyen Okafor Petrov Quispe Rahman Santos Tanaka Usmanov Varga Wong Yilmaz Zhang Moreau Novak Osei Kamara Sithole Boateng".split()

ORGS = [
    "the United Nations", "the U.N.", "the U.N. Security Council", "the European Union", "the EU", "the African Union", "NATO", "ASEAN",
    "the Arab League", "the International Monetary Fund", "the IMF", "the World Bank", "the World Health Organization", "the Red Cross",
    "the International Criminal Court", "the OSCE", "ECOWAS", "the Organization of American States", "the European Commission",
    "the European Parliament", "Human Rights Watch", "Amnesty International", "UNICEF", "the UNHCR", "the World Food Programme", "the IAEA",
    "the Gulf Cooperation Council", "the Commonwealth", "the Organization of Islamic Cooperation", "Doctors Without Borders", "MERCOSUR",
    "the Pacific Islands Forum", "OPEC", "the Shanghai Cooperation Organization", "Save the Children", "the Council of Europe", "the G20",
]  # fmt: skip
REBELS = [
    "the Taliban", "Islamic State", "al-Qaida", "al-Shabab", "Boko Haram", "Hezbollah", "Hamas", "the Houthis", "the FARC", "the ELN", "the PKK",
    "Islamic State militants", "separatist fighters", "Kurdish fighters", "Maoist rebels", "the rebels", "a militia", "the Tamil Tigers",
    "M23 rebels", "Tuareg rebels", "the Lord's Resistance Army", "Basque separatists", "Shining Path guerrillas", "insurgents", "gunmen",
    "a drug cartel", "pro-government militias", "Abu Sayyaf", "the Free Syrian Army", "the opposition alliance's fighters", "Naxalite rebels",
]  # fmt: skip
CROWDS = [
    "students", "teachers", "miners", "farmers", "nurses", "doctors", "dock workers", "truck drivers", "protesters", "demonstrators",
    "thousands of people", "hundreds of women", "opposition supporters", "trade unions", "factory workers", "activists", "residents",
    "railway workers", "pensioners", "monks", "civil servants", "lawyers", "indigenous groups", "tens of thousands of demonstrators",
]  # fmt: skip
FIRMS = ["a mining company", "the state oil company", "a foreign bank", "an airline", "a telecom firm", "Siemens", "Shell", "Gazprom", "Huawei",
         "Google", "a shipping company", "a steel maker", "Total", "Boeing", "a charity", "an arms maker", "a hotel group", "Volkswagen"]  # fmt: skip
MEDIA = ["an opposition newspaper", "two newspapers", "a radio station", "the broadcaster", "a news website", "an independent television channel",
         "Al Jazeera", "the BBC", "Radio Free Europe", "a weekly magazine"]  # fmt: skip
ISSUES = ["trade", "border security", "climate change", "the nuclear programme", "migration", "fishing rights", "the peace process", "human rights",
          "energy", "terrorism", "water supplies", "the dam", "the election", "prisoners of war", "tariffs", "arms control", "the disputed islands",
          "corruption", "the pandemic", "the refugee crisis", "oil prices", "the occupied territories", "press freedom", "debt relief"]  # fmt: skip
MISDEEDS = ["violating the ceasefire", "supporting rebels", "killing civilians", "rigging the vote", "spying", "taking bribes", "jailing journalists",
            "dumping steel", "hiding the outbreak", "shelling villages", "meddling in the election", "breaking the treaty", "human rights abuses",
            "torturing detainees", "polluting the river", "sheltering terrorists", "the massacre", "war crimes", "a chemical attack"]  # fmt: skip
AIDTHINGS = ["food aid", "humanitarian aid", "military aid", "medical supplies", "vaccines", "$20 million in aid", "tents and blankets", "fuel",
             "a $300 million loan", "rescue teams", "weapons", "ventilators", "economic assistance", "wheat", "field hospitals", "medical equipment",
             "development aid", "emergency relief"]  # fmt: skip
WEAPONS = ["tanks", "anti-tank missiles", "fighter jets", "helicopters", "artillery", "drones", "air defence systems", "ammunition", "armoured vehicles"]
REASONS = ["after weeks of protests", "under international pressure", "as a gesture of goodwill", "over the detention of its citizens",
           "because of the fighting", "after the coup", "in response to the attack", "despite criticism from abroad", "following an attack on its embassy",
           "over human rights concerns", "citing security concerns", "amid rising tensions", "after the earthquake", "in protest at the new law",
           "ahead of the summit", "after a court ruling", "over the disputed election"]  # fmt: skip
PAST = ["on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday", "last week", "yesterday", "last month", "this week", "today",
        "earlier this year", "in March", "late on Friday", "on October 12", ""]  # fmt: skip
FUTURE = ["next week", "next month", "on Thursday", "later this year", "in the coming days", "in June", "next year", "by the end of the month"]
SEAS = ["Black Sea", "Baltic Sea", "South China Sea", "Mediterranean", "Red Sea", "Persian Gulf", "Caribbean", "Gulf of Guinea"]
CRIMES = ["treason", "fraud", "corruption", "war crimes", "embezzlement", "terrorism", "bribery"]
DISASTERS = ["earthquake", "flood", "cyclone", "drought", "famine", "typhoon"]
REGIONS = ["the north", "the capital", "the border region", "the eastern province", "the disputed territory", "the southern islands", "Darfur", "Gaza",
           "Kashmir", "the West Bank", "Crimea", "Nagorno-Karabakh", "Tigray", "the Donbas", "Kurdistan", "Western Sahara", "Abkhazia", "Idlib"]  # fmt: skip


def state(pick):
    return pick.choice(STATES)


def person(pick):
    return f"{pick.choice(GIVEN)} {pick.choice(FAMILY)}"


def number(pick):
    return pick.choice(["two", "three", "six", "a dozen", "dozens of", "at least 20", "hundreds of", "some 400", "14", "more than 1,000"])


OFFICES = ["President", "Prime Minister", "Foreign Minister", "Defense Minister", "Interior Minister", "King", "Vice President", "Trade Minister"]


def leader(pick):
    name, adjective, capital = state(pick)
    office = pick.choice(OFFICES)
    return pick.choice([
        f"{adjective} {office} {person(pick)}", f"{adjective} {office} {person(pick)}", f"{office} {person(pick)}", f"the {adjective} {office.lower()}",
        f"{person(pick)}", f"{name}'s {office.lower()}", f"the {office.lower()} of {name}", f"{adjective} opposition leader {person(pick)}",
    ])  # fmt: skip


def envoy(pick):
    name, adjective, _ = state(pick)
    return pick.choice([
        f"{adjective} envoy {person(pick)}", f"the U.N. envoy {person(pick)}", f"a {adjective} delegation", f"{adjective} diplomats",
        f"the {adjective} ambassador", f"a senior {adjective} official", leader(pick),
    ])  # fmt: skip


def government(pick):
    name, adjective, capital = state(pick)
    return pick.choice([
        name, name, name, name, capital, f"the {adjective} government", f"the government of {name}", f"{adjective} authorities", leader(pick), leader(pick),
        f"{name}'s parliament", f"the {adjective} Foreign Ministry", f"{adjective} officials", pick.choice(ORGS), pick.choice(REBELS),
    ])  # fmt: skip


def kinds(kind, pick):
    """A name of a kind."""
    name, adjective, capital = state(pick)
    some = {
        "": lambda: government(pick),
        "state": lambda: name,
        "leader": lambda: leader(pick),
        "envoy": lambda: envoy(pick),
        "org": lambda: pick.choice(ORGS),
        "rebels": lambda: pick.choice(REBELS),
        "crowd": lambda: pick.choice([pick.choice(CROWDS), f"{adjective} {pick.choice(CROWDS[:13])}", f"{pick.choice(CROWDS)} in {capital}"]),
        "firm": lambda: pick.choice(FIRMS + [person(pick), f"a {adjective} company", f"{adjective} businessman {person(pick)}", leader(pick)]),
        "media": lambda: pick.choice(MEDIA + [f"the {adjective} daily", f"a {adjective} newspaper"]),
        "group": lambda: pick.choice(REBELS[:12] + ["the opposition party", f"the {adjective} Communist Party", "an opposition movement", "the Brotherhood", "a student union", "a human rights group"]),
        "person": lambda: pick.choice([person(pick), f"journalist {person(pick)}", f"former president {person(pick)}", f"opposition leader {person(pick)}",
                                       f"a {adjective} citizen", f"a {adjective} journalist", f"activist {person(pick)}", f"a former {adjective} minister", f"General {person(pick)}"]),
        "court": lambda: pick.choice([f"a {adjective} court", f"{name}'s Supreme Court", "the Constitutional Court", f"a court in {capital}", f"a judge in {capital}",
                                      "the International Criminal Court", f"{adjective} prosecutors", "a military tribunal", "the High Court"]),
        "police": lambda: pick.choice([f"{adjective} police", f"police in {capital}", f"{adjective} security forces", f"{name}", f"{adjective} authorities", "the authorities", "police", f"the {adjective} intelligence service"]),
        "troops": lambda: pick.choice([f"{adjective} troops", f"{adjective} forces", f"{adjective} soldiers", f"the {adjective} army", f"the {adjective} military", f"the {adjective} navy", "government forces", f"{name}"]),
        "prisoners": lambda: pick.choice([f"{number(pick)} political prisoners", f"{number(pick)} {adjective} soldiers", f"{number(pick)} hostages", f"journalist {person(pick)}", f"{number(pick)} detained activists",
                                          f"{number(pick)} {adjective} sailors", person(pick), f"opposition leader {person(pick)}", f"{number(pick)} prisoners of war"]),
        "suspects": lambda: pick.choice([f"{number(pick)} suspects", f"{number(pick)} opposition activists", f"{number(pick)} protesters", f"a {adjective} man", f"{number(pick)} journalists", f"the leader of {pick.choice(REBELS[:12])}",
                                         f"{number(pick)} suspected militants", person(pick), f"{number(pick)} trade union leaders"]),
        "refugees": lambda: pick.choice([f"{number(pick)} refugees", f"{adjective} refugees", f"{number(pick)} {adjective} migrants", f"{number(pick)} asylum seekers", f"{adjective} families", "flood victims", f"displaced people in {name}"]),
        "victims": lambda: pick.choice([f"{number(pick)} civilians", f"{number(pick)} {adjective} soldiers", f"{number(pick)} people", f"{number(pick)} villagers", "a police officer", f"{number(pick)} aid workers", f"{number(pick)} protesters", f"{number(pick)} fighters"]),
        "ambassador": lambda: pick.choice([f"the {adjective} ambassador", f"{number(pick)} {adjective} diplomats", f"{name}'s ambassador", f"a {adjective} diplomat", f"the {adjective} envoy in {capital}", f"the {adjective} charge d'affaires"]),
        "place": lambda: pick.choice([name, name, name, capital, pick.choice(REGIONS), f"northern {name}", f"eastern {name}", f"a village in {name}", f"the {adjective} capital"]),
        "office": lambda: pick.choice([f"the post of {adjective} prime minister", "the presidency", f"the {adjective} cabinet", "the party leadership"]),
        "third": lambda: pick.choice([name, capital, f"the {adjective} government", pick.choice(ORGS), leader(pick), pick.choice(REBELS[:12])]),
        "third org": lambda: pick.choice(ORGS),
        "city": lambda: capital,
        "aidthing": lambda: pick.choice(AIDTHINGS),
        "issue": lambda: pick.choice(ISSUES),
        "misdeed": lambda: pick.choice(MISDEEDS),
        "hadmisdeed": lambda: pick.choice(["armed the rebels", "rigged the vote", "ordered the killing", "broken the truce", "financed terrorism", "stolen secrets"]),
        "gerund": lambda: pick.choice(["sending weapons", "crossing the border", "joining the alliance", "holding the vote", "building the dam", "recognizing the breakaway region"]),
        "weapon": lambda: pick.choice(WEAPONS),
        "reason": lambda: pick.choice(REASONS),
        "tail": lambda: pick.choice(["", "", "", " " + pick.choice(REASONS), " " + pick.choice(PAST), f", {leader(pick)} said"]),
        "when past": lambda: pick.choice(PAST),
        "when future": lambda: pick.choice(FUTURE),
        "sea": lambda: pick.choice(SEAS),
        "crime": lambda: pick.choice(CRIMES),
        "disaster": lambda: pick.choice(DISASTERS),
        "pronoun": lambda: pick.choice(["it", "he", "she"]),
    }  # fmt: skip
    return some[kind]()
