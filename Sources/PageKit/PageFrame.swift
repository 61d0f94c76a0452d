import Vocabulary

/// What surrounds every page: the bar with search, purpose, marking and officer; the rooms; the keys.
///
/// One is made for each request, so that what it shows is true of that request.
package struct PageFrame: Sendable {
    package var assets: AssetAddresses
    /// The rooms that exist on this node, in the order of the rail; the first four also stand at the foot of a phone.
    package var rooms: [Room]
    package var marking: Marking
    /// Who is asking, and why; `nil` before they have said.
    package var visitor: Visitor?
    /// What must be seen on every page: emergency access.
    package var alarms: [Alarm] = []
    /// Where a search goes.
    package var searchAddress: Address
    /// The session's token, for the search box: questions are sent in a form's body, never in an address.
    package var formToken = ""

    /// Creates a frame.
    package init(
        assets: AssetAddresses,
        rooms: [Room],
        marking: Marking = .officialSensitive,
        visitor: Visitor? = nil,
        searchAddress: Address = Address("ask")
    ) {
        self.assets = assets
        self.rooms = rooms
        self.marking = marking
        self.visitor = visitor
        self.searchAddress = searchAddress
    }

    /// A room's place in the rail.
    package struct Room: Sendable, Hashable {
        /// The room's short name, as in ``Page/room``.
        package var name: String
        package var title: String
        package var icon: Icon
        package var address: Address
        /// How many things wait there.
        package var waiting: Int

        /// Creates a place in the rail.
        package init(name: String, title: String, icon: Icon, address: Address, waiting: Int = 0) {
            self.name = name
            self.title = title
            self.icon = icon
            self.address = address
            self.waiting = waiting
        }
    }

    /// Something that must be seen on every page until it is dealt with.
    package struct Alarm: Sendable, Hashable {
        package var words: String
        package var address: Address
        /// What is done there.
        package var step: String

        /// Creates an alarm.
        package init(words: String, address: Address, step: String) {
            self.words = words
            self.address = address
            self.step = step
        }

        var html: HTML {
            "<p class=\"alarm\">\(Icon.alert.html)<b>Emergency.</b> \(words) <a href=\"\(address)\">\(step)</a></p>\n"
        }
    }

    /// Who is asking, and why.
    package struct Visitor: Sendable, Hashable {
        package var name: String
        /// Where they work: `Contact, WYP`.
        package var unit: String
        /// The purpose in words: `Investigate a crime`.
        package var purpose: String
        /// The incident, operation or warrant: `WYP-20261119-1203`.
        package var reference: String
        /// Where the purpose is changed.
        package var changeAddress: Address

        /// Creates a visitor.
        package init(name: String, unit: String, purpose: String, reference: String, changeAddress: Address) {
            self.name = name
            self.unit = unit
            self.purpose = purpose
            self.reference = reference
            self.changeAddress = changeAddress
        }

        /// Up to two letters for the round badge.
        var initials: String {
            let words = name.split(separator: " ")
            return [words.first, words.count > 1 ? words.last : nil]
                .compactMap { $0?.first.map { $0.uppercased() } }.joined()
        }
    }

    /// The whole document.
    package func document(_ page: Page) -> HTML {
        """
        <!doctype html>
        <html lang="en-GB">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="same-origin">
        <title>\(page.title) – Reeve</title>
        <link rel="icon" href="\(assets["favicon.svg"])" type="image/svg+xml">
        <link rel="stylesheet" href="\(assets["reeve.css"])">
        <script src="\(assets["theme.js"])"></script>
        <script src="\(assets["reeve.js"])" type="module"></script>
        \(page.files.map(file))</head>
        <body>
        \(Icon.sheet)
        <a class="skip" href="#main">Skip to main content</a>
        \(bar(page))
        <div class="shell">
        \(rail(page))<main id="main" tabindex="-1">
        \(alarms.isEmpty ? HTML() : "<div role=\"alert\" class=\"alarms\">\(alarms.map(\.html))</div>\n")\
        \(page.crumbBar)\(page.body)</main>
        </div>
        \(foot(page))\(Self.keys)
        </body>
        </html>
        """
    }

    private func file(_ name: String) -> HTML {
        name.hasSuffix(".css")
            ? "<link rel=\"stylesheet\" href=\"\(assets[name])\">\n"
            : "<script src=\"\(assets[name])\" type=\"module\"></script>\n"
    }

    private func bar(_ page: Page) -> HTML {
        """
        <header class="bar"><a class="logo" href="\(Address.home)">\(Self.logo)Reeve</a>
        \(visitor == nil ? HTML() : searchBox(page))<span class="space"></span>
        \(purpose)<span class="marking">\(marking == .officialSensitive ? "OFFICIAL–SENSITIVE" : "OFFICIAL")</span>
        \(who)\(Self.themeButton)</header>
        """
    }

    private func searchBox(_ page: Page) -> HTML {
        """
        <form class="find" role="search" action="\(searchAddress)" method="post">\(Icon.search.html)\
        \(FormField.hidden("token", formToken))\
        <label class="vh" for="q">Search people, places, vehicles and phones</label>\
        <input id="q" name="q" type="search" value="\(page.query ?? "")" placeholder="Name, plate, phone, address…" \
        autocomplete="off" spellcheck="false" maxlength="400" data-key="/"><kbd title="Press slash to search">/</kbd>\
        <button class="vh">Search</button></form>
        """
    }

    private var purpose: HTML {
        guard let visitor else { return HTML() }
        return """
            <div class="why">\(Icon.lock.html)<span><b>Purpose: \(visitor.purpose), \(visitor.reference)</b>\
            <a href="\(visitor.changeAddress)">change</a><small> · recorded with every view</small></span></div>
            """
    }

    private var who: HTML {
        guard let visitor else { return HTML() }
        return """
            <a class="me" href="\(Address("account"))"><i aria-hidden="true">\(visitor.initials)</i>\
            <span><b>\(visitor.name)</b>\(visitor.unit)</span>\(HTML.spoken(": your sessions, signing out"))</a>
            """
    }

    private func roomLinks(_ page: Page, _ rooms: some Sequence<Room>) -> [HTML] {
        rooms.map { room in
            let badge: HTML? =
                room.waiting > 0
                ? "<span class=\"waiting\">\(Phrase.number(room.waiting))\(HTML.spoken(" waiting"))</span>" : nil
            let current = HTML.attribute("aria-current", room.name == page.room ? "page" : nil)
            return "<a href=\"\(room.address)\"\(current)>\(room.icon.html)\(room.title)\(badge)</a>"
        }
    }

    private func rail(_ page: Page) -> HTML {
        guard visitor != nil, !rooms.isEmpty else { return HTML() }
        return "<nav class=\"rail\" aria-label=\"Rooms\"><div>\(roomLinks(page, rooms))</div></nav>"
    }

    /// At most five tabs, within a thumb's reach: rooms beyond the fifth are in the rail and on the front page.
    private func foot(_ page: Page) -> HTML {
        guard visitor != nil, !rooms.isEmpty else { return HTML() }
        return "<nav class=\"tabs\" aria-label=\"Rooms, small screen\">\(roomLinks(page, rooms.prefix(5)))</nav>\n"
    }
}

extension PageFrame {
    private static let logo: HTML = """
        <svg viewBox="0 0 32 32" aria-hidden="true"><path class="shield" d="M4 4h24v13c0 6-6 9.5-12 12C10 26.5 4 23 4 \
        17z"/>\
        <path class="letter" d="M11.5 21V10h5.2a3.7 3.7 0 0 1 .6 7.3L21.5 21M11.5 17h5"/></svg>
        """

    private static let themeButton: HTML = """
        <button class="round" type="button" data-keys-help hidden>\(Icon.keyboard.html)<span class="vh">Keys</span>\
        </button>\
        <button class="round theme" type="button" data-theme-toggle hidden>\(Icon.moon.html)\(Icon.sun.html)\
        <span class="vh">Dark appearance</span></button>
        """

    /// The keys, and the switch that turns them off (WCAG 2.1.4), shown by the script; without it there are no keys.
    private static let keys: HTML = """
        <dialog id="keys" class="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2>
        <dl><div><dt><kbd>/</kbd></dt><dd>search</dd></div>
        <div><dt><kbd>J</kbd> <kbd>K</kbd></dt><dd>next, previous result or person</dd></div>
        <div><dt><kbd>Enter</kbd></dt><dd>open the result</dd></div>
        <div><dt><kbd>W</kbd></dt><dd>why these records are one person</dd></div>
        <div><dt><kbd>G</kbd></dt><dd>go on with the review queue</dd></div>
        <div><dt><kbd>S</kbd> <kbd>N</kbd> <kbd>D</kbd></dt><dd>same, not sure, different</dd></div>
        <div><dt><kbd>U</kbd> <kbd>B</kbd></dt><dd>take the last answer back; judge blind or not</dd></div>
        <div><dt><kbd>?</kbd></dt><dd>this list</dd></div></dl>
        <p><label class="check"><input type="checkbox" data-keys-switch checked> Single keys are on</label></p>
        <form method="dialog"><button class="button">Close</button></form></dialog>
        """
}
