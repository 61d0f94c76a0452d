import PageKit
import Testing

@Suite("Charts") struct ChartTests {
    @Test("a bar table says every figure it draws, whatever the label holds")
    func bars() {
        let table = BarTable(
            caption: "Weights",
            heads: ["Level", "Drawn", "Bits"],
            rows: [
                .init(group: "Surname"), .init("<same>", [.init(8, .supporting)], ["+8.0"]),
                .init("different", [.init(-4, .against)], ["−4.0"]),
            ]
        )
        let source = table.html.source
        #expect(source.contains("&lt;same&gt;") && !source.contains("<same>"))
        #expect(source.contains("<td class=\"num\">+8.0</td>") && source.contains("<td class=\"num\">−4.0</td>"))
        // From −4 to 8: zero stands a third from the left of the 96 per cent drawn on.
        #expect(source.contains("x=\"34%\" width=\"64%\"") && source.contains("x=\"2%\" width=\"32%\""))
        #expect(source.contains("<th scope=\"rowgroup\" colspan=\"3\">Surname</th>"))
    }

    @Test("bars that are not finite are drawn at nothing")
    func notFinite() {
        let table = BarTable(caption: "c", heads: ["a", "b"], rows: [.init("x", [.init(.nan, .total)], [])])
        #expect(!table.html.source.contains("nan"))
        #expect(!BarTable(caption: "c", heads: [], rows: []).html.source.contains("nan"))
    }

    @Test("a plot places its points between its axes and tells them in words")
    func plot() {
        let chart = PlotChart(
            words: "true against given",
            across: "Given",
            upwards: "True",
            points: [.init(x: 0, y: 1, words: "first & last"), .init(x: 7, y: -3, words: "outside")],
            showsEquality: true
        )
        let source = chart.html.source
        #expect(source.contains("points=\"52,12 404,252\""))
        #expect(source.contains("<title>first &amp; last</title>") && source.contains("role=\"img\""))
        #expect(source.contains("class=\"equal\""))
    }
}
