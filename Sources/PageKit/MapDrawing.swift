import Foundation

/// A numbered place on a map.
package struct PlaceMark: Sendable, Hashable {
    /// The number it has in the timeline, if it is there.
    package var number: Int
    /// What it is called: `14 Example Row, Leeds`.
    package var name: String
    /// The town, for a place too far off to draw: `Salford`.
    package var town: String
    package var point: GeoPoint
    package var isSelected: Bool

    /// Creates a mark.
    package init(number: Int, name: String, town: String, point: GeoPoint, isSelected: Bool = false) {
        self.number = number
        self.name = name
        self.town = town
        self.point = point
        self.isSelected = isSelected
    }
}

/// A map of numbered places with a scale; those too far from the rest stand at its edge with town and distance.
package struct MapDrawing: Sendable, Hashable {
    package var marks: [PlaceMark]
    package var base: BaseMap?

    static let width = 560.0
    static let height = 432.0

    /// Creates a map; without a base map the places stand on a plain grid.
    package init(marks: [PlaceMark], base: BaseMap? = nil) {
        self.marks = marks
        self.base = base
    }

    /// The drawing, the places in words, and the attribution.
    package var html: HTML {
        guard !marks.isEmpty else { return EmptyState.nothingHeld.html("No record gives a place that can be drawn.") }
        let places = marks.map { "<li><b>\($0.number)</b> \($0.name)</li>" as HTML }
        let credit = base.map(\.attribution) ?? "No base map is installed: places stand on a 5 km grid, north up."
        return """
            \(drawing)
            <p class="legend">\(credit)</p>
            <details class="as-table"><summary>\(Icon.list.html)The same \(Phrase.count(marks.count, "place")) in \
            words</summary>\
            <ul class="places">\(places)</ul></details>

            """
    }

    /// The drawing alone, for export.
    package var drawing: HTML {
        guard let window = MapWindow(around: marks.map(\.point)) else { return HTML() }
        let near = marks.filter { window.contains($0.point) }
        let far = marks.filter { !window.contains($0.point) }
        let ground = base.map { window.ground($0, around: near.map(\.point)) } ?? window.grid
        let names = Phrase.list(near.map { "\($0.number) \($0.name)" })
        let off = far.isEmpty ? "" : " Off the map: \(Phrase.list(far.map { "\($0.number) \($0.town)" }))."
        return """
            <svg class="map" viewBox="0 0 560 432" role="img" aria-label="Map of \(names).\(off)">
            \(ground)
            \(near.reversed().map { mark($0, in: window) })
            \(window.scaleBar)\(edgeNotes(far, window))</svg>
            """
    }

    private func mark(_ place: PlaceMark, in window: MapWindow) -> HTML {
        let (x, y) = window.place(place.point)
        let halo: HTML? =
            place.isSelected
            ? "<circle class=\"halo\" cx=\"\(Drawing.units(x))\" cy=\"\(Drawing.units(y))\" r=\"24\"/>" : nil
        return """
            \(halo)<g class="place\(place.isSelected ? " selected" : "")"><circle cx="\(Drawing.units(x))" \
            cy="\(Drawing.units(y))" r="12"/><text x="\(Drawing.units(x))" y="\(Drawing.units(y + 4.5))">\
            \(place.number)</text></g>

            """
    }

    /// Notes at the edges for places off the map, the ones of one town together.
    private func edgeNotes(_ far: [PlaceMark], _ window: MapWindow) -> HTML {
        var groups: [(town: String, numbers: [Int], point: GeoPoint)] = []
        for place in far {
            if let index = groups.firstIndex(where: { $0.town == place.town }) {
                groups[index].numbers.append(place.number)
            } else {
                groups.append((place.town, [place.number], place.point))
            }
        }
        var notes: HTML = "<g class=\"off\">"
        var rows = (left: 0, right: 0)
        for group in groups.prefix(6) {
            let isEast = group.point.longitude >= window.centre.longitude
            let row = isEast ? rows.right : rows.left
            if isEast { rows.right += 1 } else { rows.left += 1 }
            let distance = Int(window.centre.kilometres(to: group.point).rounded())
            let core = "\(group.numbers.map(String.init).joined(separator: ", ")) · \(group.town), \(distance) km"
            let words = isEast ? "\(core) →" : "← \(core)"
            let width = Double(words.count) * 6.6 + 16
            let x = isEast ? Self.width - 10 - width : 10
            let y = 360.0 - Double(row) * 34
            notes.append(
                """
                <rect x="\(Drawing.units(x))" y="\(Drawing.units(y))" width="\(Drawing.units(width))" height="28" \
                rx="5"/>\
                <text x="\(Drawing.units(x + width / 2))" y="\(Drawing.units(y + 18.5))" text-anchor="middle">\
                \(words)</text>
                """
            )
        }
        notes.append("</g>")
        return notes
    }
}
