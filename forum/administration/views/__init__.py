"""Pages of the administration, all below ``/verwaltung``; who looks from below finds no link to them."""

from forum.administration.views import looks, operation, people, rights, roles, setup, sign_videos, texts

blueprints = [
    people.blueprint,
    roles.blueprint,
    looks.blueprint,
    looks.own_blueprint,
    operation.blueprint,
    rights.blueprint,
    setup.blueprint,
    texts.blueprint,
    sign_videos.blueprint,
]
