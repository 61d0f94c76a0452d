import CapabilityKit

extension Oversight {
    /// A person as words to compare: names folded, postcodes without spaces.
    struct Shown {
        var names: [Set<String>]
        var postcodes: Set<String>
    }

    /// A lookup as words to compare.
    struct Looked {
        var entry: UInt64
        var asked: Set<String>
        var askedCompact: String
        /// Whom it opened; nobody for a search.
        var opened: Shown
        /// Whom its list showed: places among all who were shown.
        var shown: [Int]
    }

    /// Names that are watched for, each found by one of its words.
    struct Watched {
        private(set) var colleagues = Names()
        private(set) var figures = Names()

        init(_ rules: WatchRules) {
            for member in rules.staff { colleagues.add(member.name, of: "\(member.force)/\(member.number)") }
            for figure in rules.publicFigures { figures.add(figure.name, of: "") }
        }

        /// A list of names.
        struct Names {
            private var byWord: [String: [(name: Set<String>, owner: String)]] = [:]

            init(_ names: [String] = []) {
                for name in names { add(name, of: "") }
            }

            /// Adds a name; one of a single word is nobody's.
            mutating func add(_ name: String, of owner: String) {
                let name = Oversight.words(name)
                guard name.count > 1, let longest = name.max(by: { ($0.count, $0) < ($1.count, $1) }) else { return }
                byWord[longest, default: []].append((name, owner))
            }

            /// Whether words hold all of a name, of somebody else than `owner` where one is given.
            func stand(in words: Set<String>, apartFrom owner: String? = nil) -> Bool {
                words.contains { word in
                    byWord[word]?.contains { $0.owner != owner && $0.name.isSubset(of: words) } ?? false
                }
            }
        }
    }

    /// Signals of whom an officer looked at: one kind may have two, of what was asked for or opened and of what lists
    /// showed.
    static func people(
        _ looked: [Looked],
        _ people: [Shown],
        _ party: RecallParty,
        _ me: WatchRules.Member?,
        _ watched: Watched
    ) -> [Signal] {
        var found: [Signal] = []
        // Who is found once is not compared again for every list that shows them.
        let inLists = Set(looked.flatMap(\.shown))
        func add(
            _ kind: Signal.Kind,
            _ what: String,
            _ otherwise: String,
            asked isAskedFor: (Looked) -> Bool,
            _ isMeant: (Shown) -> Bool
        ) {
            let opened = looked.filter { isAskedFor($0) || isMeant($0.opened) }.map(\.entry)
            // Who was opened too is in the stronger signal.
            let known = Set(looked.filter { isMeant($0.opened) }.flatMap(\.opened.names))
            let meant = inLists.filter { isMeant(people[$0]) && known.isDisjoint(with: people[$0].names) }
            let strong = Set(opened)
            let shown = looked.filter { !strong.contains($0.entry) && !meant.isDisjoint(with: $0.shown) }.map(\.entry)
            if !opened.isEmpty {
                let seen = "\(Phrase.count(opened.count, "lookup")) of \(what)"
                found.append(Signal(kind: kind, party: party, entries: opened, seen: seen, otherwise: otherwise))
            }
            if !shown.isEmpty {
                found.append(
                    Signal(
                        kind: kind,
                        grade: .shown,
                        party: party,
                        entries: shown,
                        seen: "\(Phrase.count(shown.count, "list")) of results with \(what), not asked for by it",
                        otherwise: "A list shows whoever matches, sought or not. \(otherwise)"
                    )
                )
            }
        }
        func addNamed(_ kind: Signal.Kind, _ what: String, _ otherwise: String, _ isNamed: (Set<String>) -> Bool) {
            add(kind, what, otherwise, asked: { isNamed($0.asked) }) { $0.names.contains(where: isNamed) }
        }
        if let me {
            let own = Watched.Names([me.name]), home = me.postcode.map(compact) ?? ""
            addNamed(
                .ownName,
                "the officer's own name",
                "Somebody else may have the name; the officer may be the victim or witness of the matter."
            ) { own.stand(in: $0) }
            let household = Watched.Names(me.household ?? [])
            let family = words(me.name.split(separator: " ").last.map(String.init) ?? ""), mine = words(me.name)
            add(
                .household,
                "people of the officer's declared household, or of their surname at their home's postcode",
                "A namesake; a matter in which the officer has been told to say so and has.",
                asked: { household.stand(in: $0.asked) }
            ) { person in
                person.names.contains { name in
                    household.stand(in: name)
                        || !home.isEmpty && person.postcodes.contains(home) && !family.isEmpty
                            && family.isSubset(of: name) && !mine.isSubset(of: name)
                }
            }
            if !home.isEmpty {
                add(
                    .neighbour,
                    "the postcode the officer has declared as their home",
                    "The officer's beat may take in the street; something may have happened there.",
                    asked: { $0.askedCompact.contains(home) }
                ) { $0.postcodes.contains(home) }
            }
        }
        addNamed(
            .colleague,
            "names of colleagues",
            "A namesake; a colleague as victim, witness or subject of a matter the officer works on."
        ) { watched.colleagues.stand(in: $0, apartFrom: "\(party.force)/\(party.officer)") }
        addNamed(
            .publicFigure,
            "people on the list of public figures",
            "A namesake; a threat or an event that the officer was tasked with."
        ) { watched.figures.stand(in: $0) }
        return found
    }
}
