-- Letters that have no accent to lose are searched and sorted as they are typed by who has no key for them: æ as ae, ø as o.
-- What was folded before is folded on; the few rows that hold such a letter are written.
UPDATE workspace_items
   SET title_key = left(translate(replace(replace(replace(title_key, 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
                                  'øłđðħŧŋıĸƒ', 'olddhtnikf'), 255),
       search_text = translate(replace(replace(replace(search_text, 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
                               'øłđðħŧŋıĸƒ', 'olddhtnikf')
 WHERE title_key || search_text ~ '[æœþøłđðħŧŋıĸƒ]';
