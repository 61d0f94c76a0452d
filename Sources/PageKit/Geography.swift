import Foundation

/// A place by its WGS84 coordinates, in degrees.
package struct GeoPoint: Sendable, Hashable {
    package var latitude: Double
    package var longitude: Double

    /// Creates a point; `nil` unless both are finite and on the globe.
    package init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }

    /// The distance along the ground in kilometres, good to 1% within Great Britain.
    package func kilometres(to other: GeoPoint) -> Double {
        let mean = (latitude + other.latitude) / 2 * .pi / 180
        let north = (other.latitude - latitude) * 111.2
        let east = (other.longitude - longitude) * 111.2 * cos(mean)
        return (north * north + east * east).squareRoot()
    }
}

/// A layer of the base map.
package struct MapLayer: Sendable, Hashable {
    package var kind: Kind
    /// Rings of polygons, or lines.
    package var paths: [[GeoPoint]]

    /// Creates a layer.
    package init(_ kind: Kind, paths: [[GeoPoint]]) {
        self.kind = kind
        self.paths = paths
    }

    /// What a layer shows; drawn in this order.
    package enum Kind: Int, Sendable, CaseIterable {
        case land, urban, water, road, boundary

        var isFilled: Bool { self == .land || self == .urban }

        var style: HTML {
            switch self {
            case .land: "land"
            case .urban: "urban"
            case .water: "water"
            case .road: "road"
            case .boundary: "boundary"
            }
        }
    }
}

/// The area of a force.
package struct MapArea: Sendable, Hashable {
    /// The force's official name, and a short one: maps and rosters do not always agree on the first.
    package var force: String
    package var name: String
    /// Rings of polygons.
    package var rings: [[GeoPoint]]

    /// Creates an area.
    package init(force: String, name: String, rings: [[GeoPoint]]) {
        self.force = force
        self.name = name
        self.rings = rings
    }
}

/// A name written on the base map.
package struct MapName: Sendable, Hashable {
    package var text: String
    package var point: GeoPoint
    /// Whether it names a force's area rather than a town.
    package var isForce: Bool
    /// How early it is written when there is not room for all; higher first.
    package var weight: Double

    /// Creates a name.
    package init(_ text: String, at point: GeoPoint, isForce: Bool = false, weight: Double = 0) {
        self.text = text
        self.point = point
        self.isForce = isForce
        self.weight = weight
    }
}

/// What lies under the marks of a map, supplied by the node, which reads it from a configured folder.
package struct BaseMap: Sendable, Hashable {
    package var layers: [MapLayer]
    package var names: [MapName]
    /// Who must be named under every map drawn from it.
    package var attribution: String
    /// The areas of forces, where they are known.
    package var areas: [MapArea] = []

    /// Creates a base map.
    package init(layers: [MapLayer], names: [MapName], attribution: String) {
        self.layers = layers
        self.names = names
        self.attribution = attribution
    }
}
