import CapabilityKit
import Foundation

extension AllForces {
    /// The forces in their real boundaries; `nil` where the base map has none.
    ///
    /// Every force stands among the hexagons with its state as a shape: here the colour repeats it for those who look
    /// for a place. O(points); points that fall on one spot are drawn once.
    static func ground(_ base: BaseMap, _ standings: [NationStanding], roster: Roster) -> HTML? {
        let byName = Dictionary(
            standings.flatMap { standing in
                [roster[standing.force]?.officialName, roster[standing.force].map { plain($0.shortName) }]
                    .compactMap { name in name.map { ($0, standing) } }
            },
            uniquingKeysWith: { first, _ in first }
        )
        let areas = base.areas.compactMap { area in
            (byName[area.force] ?? byName[plain(area.name)]).map { (area: area, standing: $0) }
        }
        guard let window = GroundWindow(areas.flatMap { $0.area.rings.joined() }) else { return nil }
        let paths = areas.map { area, standing -> HTML in
            let name = roster[standing.force]?.officialName ?? area.force
            return """
                <path class="\(shape(standing))" d="\(window.path(area.rings))"><title>\(name): \
                \(words(standing))</title></path>

                """
        }
        return """
            <h3>On the ground</h3>
            <svg class="nation ground" viewBox="0 0 \(Int(GroundWindow.width)) \(Int(window.height.rounded(.up)))" \
            role="img" aria-label="The forces in their boundaries; the hexagons and the table say the same">\(paths)</svg>
            <p class="quiet">\(base.attribution)</p>

            """
    }

    /// `Avon & Somerset` and `Avon and Somerset` are one name.
    private static func plain(_ name: String) -> String { name.replacing(" & ", with: " and ") }
}

/// Where degrees lie on a drawing of the country: one scale, east shortened as it is in its middle.
private struct GroundWindow {
    static let width = 440.0

    let height: Double
    private let west: Double
    private let north: Double
    private let scale: (east: Double, north: Double)

    /// `nil` for no points.
    init?(_ points: [GeoPoint]) {
        guard let west = points.map(\.longitude).min(), let east = points.map(\.longitude).max(),
            let south = points.map(\.latitude).min(), let north = points.map(\.latitude).max(), east > west
        else { return nil }
        self.west = west
        self.north = north
        let each = Self.width / (east - west)
        scale = (each, each / cos((south + north) / 2 * .pi / 180))
        height = (north - south) * scale.north
    }

    /// Rings as the data of a path, in whole units of the drawing.
    func path(_ rings: [[GeoPoint]]) -> String {
        rings.map { ring in
            var last: (x: Int, y: Int)?
            var data = ""
            for point in ring {
                let place = (
                    x: Int(((point.longitude - west) * scale.east).rounded()),
                    y: Int(((north - point.latitude) * scale.north).rounded())
                )
                if let last, last == place { continue }
                data += "\(last == nil ? "M" : "L")\(place.x) \(place.y)"
                last = place
            }
            return data + "z"
        }.joined()
    }
}
