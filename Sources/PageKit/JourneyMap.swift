/// A map of cameras, and of what vehicles were read at one after another.
///
/// What lies between two reads is not known: the line is straight and dashed, as everything that software infers.
package struct JourneyMap: Sendable, Hashable {
    package var sites: [Site]
    package var journeys: [Journey]
    package var base: BaseMap?

    /// A camera.
    package struct Site: Sendable, Hashable {
        package var name: String
        package var point: GeoPoint
        /// Reads of the answer that it made.
        package var reads: Int
        /// Whether it made none on some day: there, absence shows nothing.
        package var isSilent: Bool

        /// A camera at its place.
        package init(name: String, point: GeoPoint, reads: Int, isSilent: Bool) {
            self.name = name
            self.point = point
            self.reads = reads
            self.isSilent = isSilent
        }
    }

    /// A vehicle's drives: each the places where it was read, in order.
    package struct Journey: Sendable, Hashable {
        package var plate: String
        package var drives: [[GeoPoint]]

        /// Drives of one vehicle.
        package init(plate: String, drives: [[GeoPoint]]) {
            self.plate = plate
            self.drives = drives
        }
    }

    /// A map; without a base map the cameras stand on a grid.
    package init(sites: [Site], journeys: [Journey], base: BaseMap? = nil) {
        self.sites = sites
        self.journeys = journeys
        self.base = base
    }

    /// The drawing, its legend, and the same in words.
    package var html: HTML {
        let used = sites.filter { $0.reads > 0 }.sorted { ($1.reads, $0.name) < ($0.reads, $1.name) }
        guard let window = MapWindow(fitting: (used.isEmpty ? sites : used).map(\.point)) else {
            return EmptyState.nothingHeld.html("The register gives no camera a place.")
        }
        let seen = sites.filter { window.contains($0.point) }
        let ground = base.map { window.ground($0, around: used.map(\.point)) } ?? window.grid
        let keys = journeys.prefix(4).enumerated().map { place, journey -> HTML in
            "<li><span class=\"key j\(place)\" aria-hidden=\"true\"></span>\(journey.plate)</li>"
        }
        let words = used.prefix(40).map { "<li>\($0.name): \(Phrase.count($0.reads, "read"))</li>" as HTML }
        let list: HTML? =
            words.isEmpty
            ? nil
            : """
            <details class="as-table"><summary>\(Icon.list.html)The same in words</summary><ul class="places">\(words)</ul>\
            </details>
            """
        return """
            <svg class="map journeys" viewBox="0 0 560 432" role="img" aria-label="Map of \
            \(Phrase.count(seen.count, "camera")), \(used.count) of them with reads of this answer.">
            \(ground)
            \(journeys.prefix(4).enumerated().map { lines($1, $0, window) })
            \(seen.sorted { $0.reads < $1.reads }.map { dot($0, window) })
            \(window.scaleBar)</svg>
            <ul class="journey-keys">\(keys)<li><span class="key silent" aria-hidden="true"></span>camera silent on some \
            day: absence shows nothing</li></ul>
            <p class="legend">Lines join reads that followed within three hours; which road was driven is not known. \
            \(base?.attribution ?? "No base map is installed: north is up.")</p>\(list)

            """
    }

    private func lines(_ journey: Journey, _ place: Int, _ window: MapWindow) -> HTML {
        var counts: [Edge: Int] = [:]
        for drive in journey.drives {
            for (from, to) in zip(drive, drive.dropFirst()) where from != to { counts[Edge(from, to), default: 0] += 1 }
        }
        let most = Double(counts.values.max() ?? 1)
        let drawn = counts.sorted { $0.key < $1.key }.map { edge, count -> HTML in
            let (a, b) = (window.place(edge.from), window.place(edge.to))
            let shift = Double(place) * 2.5
            return """
                <line x1="\(Drawing.units(a.x + shift))" y1="\(Drawing.units(a.y + shift))" x2="\(Drawing.units(b.x + shift))" \
                y2="\(Drawing.units(b.y + shift))" stroke-width="\(Drawing.units(1.2 + 3.3 * Double(count) / most))"/>
                """
        }
        return "<g class=\"journey j\(place)\">\(drawn)</g>\n"
    }

    private func dot(_ site: Site, _ window: MapWindow) -> HTML {
        let (x, y) = window.place(site.point)
        let size = site.reads == 0 ? 2.6 : min(4 + Double(site.reads).squareRoot() * 0.7, 13)
        let kind: HTML = site.reads == 0 ? "camera" : "camera read"
        let silent: HTML? =
            site.isSilent
            ? """
            <path class="silent" d="M\(Drawing.units(x - 5)) \(Drawing.units(y - 5))l10 10m0-10l-10 10"/>
            """ : nil
        return """
            <circle\(HTML.attribute("class", kind.source)) cx="\(Drawing.units(x))" cy="\(Drawing.units(y))" \
            r="\(Drawing.units(size))"><title>\(site.name): \(Phrase.count(site.reads, "read"))</title></circle>\(silent)

            """
    }

    /// Two places, whichever way they were passed.
    private struct Edge: Hashable, Comparable {
        let from: GeoPoint
        let to: GeoPoint

        init(_ a: GeoPoint, _ b: GeoPoint) {
            let isInOrder = (a.latitude, a.longitude) < (b.latitude, b.longitude)
            (from, to) = isInOrder ? (a, b) : (b, a)
        }

        static func < (a: Self, b: Self) -> Bool {
            (a.from.latitude, a.from.longitude, a.to.latitude, a.to.longitude)
                < (b.from.latitude, b.from.longitude, b.to.latitude, b.to.longitude)
        }
    }
}
