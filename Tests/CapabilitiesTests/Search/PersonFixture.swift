import Foundation
import PageKit
import Vocabulary

@testable import Capabilities

extension PageFixtures {
    static let events: [EventLine] = [
        EventLine(
            date: date(2026, 11, 19),
            lane: .calls,
            part: .suspected,
            title: "Domestic incident, named suspect.",
            detail: "Left before police came. Not yet found.",
            source: wyp("CAD 1187"),
            number: 1,
            isSelected: true
        ),
        EventLine(
            date: date(2026, 10, 2),
            lane: .safeguarding,
            part: .other,
            title: "Told officers he would hurt himself.",
            detail: "Taken to Salford Royal.",
            source: gmp("RMS 8812734"),
            number: 2
        ),
        EventLine(
            date: date(2026, 6, 11),
            lane: .crimes,
            part: .suspected,
            title: "Assaulted a police officer.",
            detail: "Charged, trial 8 Jan 2027.",
            source: wyp("Niche 13260"),
            number: 3
        ),
        EventLine(
            date: date(2026, 2, 3),
            lane: .stops,
            part: .suspected,
            title: "Stopped and searched, nothing found.",
            source: wyp("S&S 0093"),
            number: 4
        ),
        EventLine(
            date: date(2025, 8, 18),
            lane: .intelligence,
            part: .other,
            title: "Said to carry a knife.",
            detail: "One untested source, not corroborated.",
            source: wyp("Intel 0771", grading: Grading("2CP")),
            number: 5
        ),
        EventLine(
            date: date(2024, 2, 11),
            lane: .crimes,
            part: .other,
            title: "Robbed of his phone, victim.",
            detail: "Supported the inquiry.",
            source: hum("Connect 441"),
            number: 6
        ),
        EventLine(
            date: date(2023, 6, 2),
            lane: .crimes,
            part: .suspected,
            title: "Had a lock knife in public.",
            detail: "Cautioned.",
            source: hum("Connect 398"),
            number: 7
        ),
        EventLine(date: date(2026, 8, 30), lane: .calls, part: .suspected, title: "Call", source: wyp("CAD 1031")),
        EventLine(date: date(2026, 3, 14), lane: .calls, part: .suspected, title: "Call", source: wyp("CAD 0419")),
        EventLine(date: date(2025, 6, 1), lane: .calls, part: .suspected, title: "Call", source: wyp("CAD 0733")),
        EventLine(date: date(2025, 6, 1), lane: .safeguarding, part: .other, title: "Seen", source: wyp("CAD 0733")),
        EventLine(date: date(2024, 2, 11), lane: .calls, part: .other, title: "Call", source: hum("CAD 88")),
        EventLine(date: date(2023, 4, 2), lane: .calls, part: .other, title: "Call", source: hum("CAD 41")),
        EventLine(date: date(2024, 9, 9), lane: .stops, part: .suspected, title: "Stop", source: wyp("S&S 0021")),
        EventLine(date: date(2026, 5, 9), lane: .intelligence, part: .other, title: "Intel", source: wyp("Intel 0902")),
    ]

    static let links = LinkChart(
        things: [
            LinkThing("Daniel OKAFOR-REYES", detail: "born 14 Mar 1991", icon: .user, hasWarning: true),
            LinkThing("Asha MALIK", detail: "protected by court order", icon: .user, address: person(2), moreLinks: 3),
            LinkThing("14 Example Row", detail: "Leeds LS6", icon: .home, moreLinks: 5),
            LinkThing("Call 1187", detail: "19 Nov 2026 23:08", icon: .doc, address: person(4)),
            LinkThing("YD01 ZZZ", detail: "grey Vauxhall Astra", icon: .car, moreLinks: 2),
            LinkThing("07700 900461", detail: "since May 2025", icon: .phone, moreLinks: 8),
            LinkThing("Dan REYES", detail: "Humberside nominal", icon: .user, address: person(7), isInferred: true),
            LinkThing("Marcus BELL", detail: "co-suspect, Jun 2026", icon: .user, address: person(8), moreLinks: 11),
        ],
        links: [
            LinkLine(from: 0, to: 1, label: "partner since 2024", source: wyp("Niche")),
            LinkLine(from: 0, to: 2, label: "lives here", source: wyp("Niche")),
            LinkLine(from: 1, to: 2, label: "tenant", source: wyp("Niche")),
            LinkLine(from: 1, to: 3, label: "reported", source: wyp("CAD 1187")),
            LinkLine(from: 0, to: 3, label: "named suspect", source: wyp("CAD 1187")),
            LinkLine(from: 0, to: 4, label: "keeper", source: wyp("Niche")),
            LinkLine(from: 0, to: 5, label: "uses", source: hum("Connect")),
            LinkLine(from: 0, to: 6, label: "same person? 97%", isInferred: true),
            LinkLine(from: 4, to: 7, label: "seen driving 2 Jun", source: wyp("Niche")),
            LinkLine(from: 5, to: 7, label: "36 calls", source: wyp("Comms")),
            LinkLine(from: 6, to: 5, label: "listed number", source: hum("Connect")),
        ]
    )

    static func person(_ number: Int) -> Address { Address("person", "\(number)") }

    /// The base map in the folder that `REEVE_BASE_MAP` names, if it does; a plain grid otherwise.
    static var baseMap: BaseMap? {
        guard let folder = ProcessInfo.processInfo.environment["REEVE_BASE_MAP"] else { return nil }
        let root = URL(filePath: folder)
        var files: [String: [UInt8]] = [:]
        for name in ["land", "places", "rivers", "motorways", "forces"] {
            guard let data = try? Data(contentsOf: root.appending(path: "\(name).geojson")) else { continue }
            files[name] = [UInt8](data)
        }
        return files.isEmpty
            ? nil
            : BaseMap(
                geoJSON: files,
                attribution: """
                    Contains OS data © Crown copyright and database right 2024. Source: Office for National Statistics \
                    licensed under the Open Government Licence v.3.0. Homes shown to street level only.
                    """
            )
    }

    private static func mark(
        _ number: Int,
        _ name: String,
        _ town: String,
        _ latitude: Double,
        _ longitude: Double
    )
        -> PlaceMark?
    {
        GeoPoint(latitude: latitude, longitude: longitude).map {
            PlaceMark(number: number, name: name, town: town, point: $0, isSelected: number == 1)
        }
    }

    static let marks: [PlaceMark] = [
        mark(1, "14 Example Row, Leeds", "Leeds", 53.815, -1.565), mark(2, "Salford Royal", "Salford", 53.488, -2.323),
        mark(3, "Leeds", "Leeds", 53.795, -1.545), mark(4, "Bradford", "Bradford", 53.791, -1.752),
        mark(5, "Morley", "Morley", 53.749, -1.6), mark(6, "Hull", "Hull", 53.745, -0.336),
        mark(7, "Hull", "Hull", 53.746, -0.34),
    ].compactMap(\.self)

    static var person: PersonView {
        var view = PersonView(
            name: "Daniel OKAFOR-REYES",
            records: "6 records from 3 forces",
            answers: answers,
            warnings: WarningPanel(
                warnings: warnings,
                checked: "Checked live 22:41:07. 3 in date, 1 overdue for review."
            ),
            today: today,
            stamp: stamp
        )
        view.knownAs = "Danny"
        view.vitals = [.init("born", "14 Mar 1991", ", 35"), .init("man", ""), .init("lives", "Leeds LS6")]
        view.joined = Confidence(probability: 0.97)
        view.whyAddress = Address("why.html")
        view.place = .init(
            query: "okafor reyes leeds",
            terms: ["okafor", "reyes", "leeds"],
            number: 2,
            total: 14,
            results: Address("search.html").with("q", "okafor reyes leeds"),
            previous: person(1),
            next: person(3)
        )
        view.facts = facts
        view.events = events
        view.since = date(2022, 11, 21)
        view.ranges = [
            .init(label: "1 year", address: person(2).with("since", "1")),
            .init(label: "4 years", address: person(2).with("since", "4"), isCurrent: true),
            .init(label: "All", address: person(2).with("since", "all")),
        ]
        view.links = links
        view.map = MapDrawing(marks: marks, base: baseMap)
        view.csv = person(2).with("format", "csv")
        view.weakest = .init(left: hum("P0093318"), right: wyp("4471902"), waterfall: waterfall)
        view.sources = [
            .init(
                source: wyp("Niche 4471902"),
                gives: "names, birth, address, 2 warnings",
                handling: "West Yorkshire · open to contact staff",
                joined: Confidence(bars: 5, word: "Seed"),
                review: "Group 2 · due Jun 2031"
            ),
            .init(
                source: wyp("CAD, 6 calls"),
                gives: "phone, address, 6 calls",
                handling: "West Yorkshire · open",
                joined: Confidence(bars: 5, word: "same key"),
                review: "—"
            ),
            .init(
                source: hum("Connect P0093318"),
                gives: "bladed article, robbery (victim)",
                handling: "Humberside · ask before arrest action",
                joined: Confidence(probability: 0.97),
                review: "overdue 19 months",
                isOverdue: true
            ),
            .init(
                source: gmp("RMS 8812734"),
                gives: "self-harm, other birth date",
                handling: "Greater Manchester · health, need to know",
                joined: Confidence(probability: 0.93),
                review: "due Oct 2027"
            ),
        ]
        return view
    }
}
