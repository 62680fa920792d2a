"""From a JSON body to the typed request it means, or to every broken rule."""
