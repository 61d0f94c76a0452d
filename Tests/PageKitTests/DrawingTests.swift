import PageKit
import Testing
import Vocabulary

@Suite("Drawings hold what they are given")
struct DrawingTests {
    private let source = SourceLine(force: "WYP", system: "Niche")

    @Test("things of a link chart stand apart and inside the drawing", arguments: [1, 2, 3, 8, 14, 24])
    func linkLayout(count: Int) {
        let things = (0..<count).map { LinkThing("Thing \($0)", detail: "detail", icon: .user) }
        let links = (1..<max(count, 1)).map { LinkLine(from: 0, to: $0, label: "tie") }
        let drawing = LinkChart(things: things, links: links).drawing.source
        let circles = drawing.matches(of: /<circle cx="([-\d.]+)" cy="([-\d.]+)"/)
            .compactMap { match in Double(match.1).flatMap { x in Double(match.2).map { (x: x, y: $0) } } }
        #expect(circles.count == count)
        for (index, a) in circles.enumerated() {
            #expect((30...856).contains(a.x) && (30...420).contains(a.y))
            for b in circles[..<index] {
                let apart = ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
                #expect(apart > 48, "two things overlap")
            }
        }
        #expect(drawing == LinkChart(things: things, links: links).drawing.source)
    }

    @Test("a tie that leads nowhere is left out, and the table holds the rest")
    func danglingLinks() {
        let chart = LinkChart(
            things: [LinkThing("A", icon: .user), LinkThing("B", icon: .car, isInferred: true)],
            links: [
                LinkLine(from: 0, to: 1, label: "keeper"), LinkLine(from: 0, to: 7, label: "gone"),
                LinkLine(from: 1, to: 1, label: "itself"),
            ]
        )
        #expect(chart.links.count == 1)
        #expect(chart.html.source.contains("The same 1 link as a table"))
    }

    @Test("a timeline draws dated events alone and lists the numbered ones, dated or not")
    func timeline() throws {
        let today = try #require(CalendarDate(year: 2026, month: 11, day: 21))
        let events = [
            EventLine(date: today, lane: .calls, part: .suspected, title: "Now", source: source, number: 1),
            EventLine(date: nil, lane: .crimes, part: .other, title: "Some day", source: source, number: 2),
            EventLine(date: CalendarDate(year: 2025), lane: .stops, part: .other, title: "Stop", source: source),
        ]
        let timeline = Timeline(events: events, today: today)
        #expect(timeline.drawing.source.contains("aria-label=\"2 events over time: calls 1 and stops 1."))
        #expect(timeline.list.source.contains("no date"))
        #expect(!timeline.list.source.contains("Stop"))
        #expect(!timeline.drawing.source.contains("nan"))
    }

    @Test("far places go to the edge of a map with their distance, and the scale is right")
    func map() throws {
        let points = [(53.8, -1.55), (53.79, -1.75), (53.49, -2.32), (53.745, -0.336)]
        let marks = try points.enumerated().map { index, point in
            PlaceMark(
                number: index + 1,
                name: "Place <\(index)>",
                town: ["Leeds", "Bradford", "Salford", "Hull"][index],
                point: try #require(GeoPoint(latitude: point.0, longitude: point.1))
            )
        }
        let drawing = MapDrawing(marks: marks).drawing.source
        #expect(drawing.contains("← 3 · Salford"))
        #expect(drawing.contains("4 · Hull, 87 km →"))
        #expect(drawing.contains("km</text>"))
        #expect(!drawing.contains("<0>"))
        #expect(MapDrawing(marks: []).html.source.contains("Searched, nothing held"))
        #expect(MapDrawing(marks: []).drawing.isEmpty)
    }

    @Test("a base map is cut to the window and what cannot be read is left out")
    func baseMap() throws {
        let square = """
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Yorks","lon":-1.6,"lat":53.7},
            "geometry":{"type":"Polygon","coordinates":[[[-3,53],[0,53],[0,54.5],[-3,54.5],[-3,53]]]}},
            {"type":"Feature","properties":{},"geometry":{"type":"Unknown","coordinates":[1]}}]}
            """
        let base = BaseMap(geoJSON: ["forces": Array(square.utf8), "land": Array("not json".utf8)], attribution: "OGL")
        #expect(base.layers.map(\.kind) == [.boundary])
        #expect(base.names.map(\.text) == ["Yorks"])
        let mark = PlaceMark(
            number: 1,
            name: "Leeds",
            town: "Leeds",
            point: try #require(GeoPoint(latitude: 53.8, longitude: -1.55))
        )
        let html = MapDrawing(marks: [mark], base: base).html.source
        #expect(html.contains("OGL"))
        let numbers = html.matches(of: /[ML](-?[\d.]+) (-?[\d.]+)/).compactMap { Double($0.1) }
        #expect(numbers.allSatisfy { (-4000...4000).contains($0) })
    }

    @Test("numbers, days and lists read as people write them")
    func phrases() throws {
        #expect(Phrase.number(8_114_902) == "8,114,902")
        #expect(Phrase.number(-1000) == "−1,000")
        #expect(Phrase.number(7) == "7")
        #expect(Phrase.count(1, "person", "people") == "1 person")
        #expect(Phrase.count(0, "warning") == "0 warnings")
        #expect(Phrase.list(["a", "b", "c"]) == "a, b and c")
        #expect(Phrase.signed(-0.94) == "−0.9")
        #expect(Phrase.signed(4.06) == "+4.1")
        #expect(Phrase.signed(-0.01) == "0.0")
        #expect(Phrase.percent(0.9999) == "over 99%")
        #expect(Phrase.percent(1) == "100%")
        #expect(Phrase.day(try #require(CalendarDate(year: 1991, month: 3))) == "March 1991")
        #expect(Phrase.chipDay(try #require(CalendarDate(year: 2003, month: 6, day: 2))) == "2 Jun 03")
        let summer = Timestamp(milliseconds: 1_782_775_867_000, offsetMinutes: 60)
        #expect(Phrase.shortDay(summer) == "30 Jun 2026")
        #expect(Phrase.time(summer) == "00:31:07")
        #expect(Phrase.time(Timestamp(milliseconds: -1000)) == "23:59:59")
        #expect(Phrase.shortDay(Timestamp(milliseconds: -1000)) == "31 Dec 1969")
    }
}
